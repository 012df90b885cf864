import { Button } from 'react-aria-components';
import { REBUILD_BANDS, rebuildBandName } from '../../core/math/rebuild';
import { Range } from '../../ui/kit/range';
import { decibels, number, percent, signed } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { useResult } from '../../ui/kit/use-result';
import { useActions, useLab } from '../../ui/lab-context';
import { MathsLink } from '../../ui/kit/maths-link';
import { RebuildChart } from './rebuild-chart';
import { modelWords } from './words';
import { useRebuild } from './use-rebuild';
import './haar.css';
import { P } from '../../ui/kit/words';

/** PSNR of the shown reconstruction, dB; null where it is identical, or there is none. */
function useModelPsnr(): number | null {
  const psnr = useResult()?.psnr ?? NaN;
  return Number.isFinite(psnr) ? psnr : null;
}

/** The picture made of its first bands, which the viewer shows, and how near it is after each. */
export default function Rebuild({ asTable }: { asTable: boolean }) {
  const { setRebuildStep, setView } = useActions();
  const count = useLab((state) => state.viewer.rebuildStep);
  const isShown = useLab(({ viewer }) => viewer.views[viewer.stage].b === 'rebuild');
  const { steps, trouble } = useRebuild();
  const model = useModelPsnr();
  const now = steps?.[count - 1];
  const show = (to: number): void => {
    setRebuildStep(to);
    if (!isShown) setView({ b: 'rebuild' });
  };
  return (
    <div className="rebuild">
      <P className="hint">
        A3 alone is a picture of 8 × 8 averages. Each band that is added brings finer edges, until all ten give the
        picture back. <MathsLink />
      </P>
      <Range
        label="Bands"
        value={count}
        min={1}
        max={REBUILD_BANDS.length}
        step={1}
        neutral={1}
        onChange={show}
        format={(value) => `${value}, to ${rebuildBandName(value)}`}
      />
      <div className="row between">
        <P className="mono" role="status">
          {now ? `${now.band} · ${decibels(now.psnr)}` : '—'}
        </P>
        {isShown ? (
          <Button className="button small solid" onPress={() => setView({ b: 'bands' })}>
            <span>Show the bands</span>
          </Button>
        ) : (
          <Button className="button small solid" onPress={() => show(count)}>
            <span>Show in the viewer</span>
          </Button>
        )}
      </div>
      {!steps ? (
        <P className="hint chart-waiting">{trouble || 'The live run of this picture brings these numbers.'}</P>
      ) : asTable ? (
        <DataTable
          caption="The picture of the bands up to this one, against the input"
          columns={['Band', 'PSNR', 'Gain, dB', 'Energy']}
          rows={steps.map(({ band, psnr, share }, index) => {
            const before = steps[index - 1]?.psnr;
            return {
              head: band,
              selected: index + 1 === count,
              cells: [psnr ?? 'identical', psnr !== null && typeof before === 'number' ? psnr - before : '—', share],
            };
          })}
          format={(value, column) =>
            column === 0 ? number(value, 2) : column === 1 ? signed(value, 2) : percent(value, 2)
          }
        />
      ) : (
        <RebuildChart steps={steps} shown={count} model={model} />
      )}
      {steps && model !== null ? <P className="hint">{modelWords(steps, model)}</P> : null}
      <P className="dim small">Bands before edits. PSNR against the input, 8 bits.</P>
    </div>
  );
}
