import { Button } from 'react-aria-components';
import { isRandom } from '../../core/model/contract';
import { isKept, keyOf, type Cell, type Measured, type Threshold } from './state/probe';
import { Segment } from '../../ui/kit/segment';
import { number, percent, size } from '../../ui/kit/format';
import { Facts } from '../../ui/kit/facts';
import { StartStop, Trouble } from '../../ui/kit/measuring';
import { useActions, useLab } from '../../ui/lab-context';
import { useLiveJob, useModel, useProbe } from './use-probe';
import { pokeWords, reachWords } from './words';
import { P, Words } from '../../ui/kit/words';

const THRESHOLDS = [
  { id: 'step', text: '1 of 255' },
  { id: 'percent', text: '1 % of the peak' },
] as const;

/** How far a poke of the cell changes the picture, measured. */
export function FootprintPanel({ cell }: { cell: Cell }) {
  const { measure, stop, clear, set, state } = useProbe();
  const { running, measured, trouble, threshold, channel, amount } = state;
  const isLive = useLiveJob() !== null;
  const model = useModel();
  const isStale = useLab((all) => measured !== null && measured.key !== keyOf(all));
  return (
    <section className="probe-part measured" aria-label="Footprint">
      <h4>
        <Words>Footprint</Words>
      </h4>
      <StartStop
        running={running}
        start="Measure footprint"
        onStart={() => void measure({ channel, amount, ...cell, width: 1, height: 1 })}
        onStop={stop}
        isDisabled={!isLive || amount === 0}
      >
        {measured && !running ? (
          <Button className="button small" onPress={clear}>
            Clear
          </Button>
        ) : null}
      </StartStop>
      <P className="dim small">
        Decodes with this poke alone, and compares with the picture without edits. Your own edits stay as they are.
      </P>
      {model && isRandom(model) ? (
        <P className="hint">
          This model draws its own noise: pixels change in every run, so the reach holds more than the poke did.
        </P>
      ) : null}
      <Trouble trouble={trouble} stale={isStale && 'made with another model or other settings'} />
      {measured ? (
        <Numbers measured={measured} threshold={threshold} onThreshold={(next) => set({ threshold: next })} />
      ) : null}
    </section>
  );
}

interface NumbersProps {
  readonly measured: Measured;
  readonly threshold: Threshold;
  readonly onThreshold: (threshold: Threshold) => void;
}

function Numbers({ measured, threshold, onThreshold }: NumbersProps) {
  const { setView } = useActions();
  const isShown = useLab(({ viewer }) => viewer.views.latent.b === 'poked');
  const kept = useLab((state) => isKept(state, measured));
  const field = useModel()?.decoder?.receptiveField;
  const { footprint, poke, pixels } = measured;
  const { box, share } = footprint[threshold];
  const reach = box ? `${size(box.width, box.height)} px` : 'none';
  return (
    <>
      <Segment label="Threshold" options={THRESHOLDS} value={threshold} onChange={onThreshold} />
      <Facts
        single
        facts={[
          { name: 'Measured reach', value: reach },
          ...(box ? [{ name: 'from pixel', value: `${box.x}, ${box.y}` }] : []),
          { name: 'Decoder’s receptive field, by its layers', value: field ? `${field} px` : 'not known' },
          { name: 'Largest change', value: `${number(footprint.peak, 2)} of 255` },
          {
            name: `Energy in the cell’s ${size(pixels.width, pixels.height)} pixels`,
            value: percent(footprint.inside),
          },
          { name: 'Energy in the reach', value: percent(share) },
        ]}
      />
      <P className="dim small">
        {`${pokeWords(poke)}. Solid: the cell’s own pixels. Dashed: all pixels that changed by ${reachWords(footprint[threshold], threshold)}.`}
      </P>
      <div className="row">
        {kept ? (
          <Button className="button small solid" onPress={() => setView({ b: isShown ? 'pca' : 'poked' })}>
            <span>{isShown ? 'Show the latent as RGB' : 'Show the change'}</span>
          </Button>
        ) : null}
      </div>
      <p className="hidden-visually" role="status">
        {`Footprint of cell ${poke.x}, ${poke.y}: ${reach}, largest change ${number(footprint.peak, 2)} of 255.`}
      </p>
    </>
  );
}
