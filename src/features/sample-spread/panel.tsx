import { Button } from 'react-aria-components';
import { useStore } from 'zustand';
import { NO_VARIANCE } from '../../core/model/contract';
import type { RunSummary } from '../../core/protocol';
import { SAMPLE_COUNT } from '../../core/math/sample-spread';
import type { ViewRequest } from '../../core/view/view';
import { isMeanAlone } from '../../state/model-of';
import { sampleSpread, spreadKey, type Spread } from './state/sample-spread';
import { Lead } from '../../ui/kit/lead';
import { Picture } from '../../ui/kit/picture';
import { number, scientific } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { Facts } from '../../ui/kit/facts';
import { StartStop, Trouble } from '../../ui/kit/measuring';
import { useResult } from '../../ui/kit/use-result';
import { useActions, useLab, useLabObject } from '../../ui/lab-context';
import { useView } from '../../ui/viewer/use-view';
import './sample-spread.css';
import { P } from '../../ui/kit/words';

const VIEW: ViewRequest = { kind: 'sample-spread', gain: 1, slot: 'samples' };

/** Decodes samples with neighbouring seeds, and shows how far each pixel spreads over them. */
export default function SampleSpreadPanel({ asTable }: { asTable: boolean }) {
  const one = sampleSpread(useLabObject());
  const { running, done, spread: last, trouble } = useStore(one.store);
  const summary = useResult();
  const meanAlone = useLab(isMeanAlone);
  const hasPicture = useLab((state) => state.picture !== null);
  const { seed, temperature } = useLab((state) => state.settings);
  const key = useLab(spreadKey);
  // It goes with the picture and the backend that it was made on.
  const kept = useLab(({ slots }) => slots.samples?.summary.job ?? null);
  const spread = last && kept === last.job ? last : null;
  return (
    <div className="sample-spread measured">
      <Lead href="https://arxiv.org/abs/1312.6114" name="Kingma and Welling 2013">
        {`Decodes ${SAMPLE_COUNT} samples of the posterior and measures how far each pixel spreads over them: bright pixels depend on the noise.`}
      </Lead>
      {meanAlone ? (
        <P className="hint">{`${NO_VARIANCE} All samples are the mean.`}</P>
      ) : summary ? (
        <Noise summary={summary} temperature={temperature} />
      ) : null}
      <StartStop
        running={running}
        start={spread ? 'Decode again' : `Decode ${SAMPLE_COUNT} samples`}
        onStart={() => void one.start()}
        onStop={one.stop}
        isDisabled={!hasPicture || meanAlone}
      >
        <span className="mono small dim">
          {running
            ? `${done} of ${SAMPLE_COUNT}`
            : `seeds ${seed} to ${(seed + SAMPLE_COUNT - 1) % 2 ** 32}, × ${number(temperature, 2)}`}
        </span>
      </StartStop>
      <Trouble
        trouble={trouble}
        stale={
          spread !== null &&
          spread.key !== key &&
          `made with other settings (seed ${spread.seed}, temperature ${number(spread.temperature, 2)})`
        }
      />
      {spread ? <Result spread={spread} asTable={asTable} /> : null}
    </div>
  );
}

/** How large the noise is beside the latent: the smaller, the less samples differ. */
function Noise({ summary: { stats }, temperature }: { summary: RunSummary; temperature: number }) {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const sigma = temperature * Math.exp(mean(stats.logvar.map((channel) => channel.mean)) / 2);
  const spread = Math.sqrt(mean(stats.mean.map(({ std }) => std ** 2)));
  const share = sigma / spread;
  return (
    <P className="hint">
      {`Temperature × sigma is ${scientific(sigma)} on average, where the means spread by ${scientific(spread)}${
        share < 0.01 ? `: one part in ${number(1 / share)}, so that all samples are almost the mean.` : '.'
      }`}
    </P>
  );
}

function Result({ spread: { mean, std, max }, asTable }: { spread: Spread; asTable: boolean }) {
  const { setView } = useActions();
  const shown = useView(VIEW);
  if (asTable) {
    return (
      <DataTable
        caption={`Standard deviation of each pixel over ${SAMPLE_COUNT} samples`}
        columns={['Over the pixels', 'Levels of 255']}
        rows={[
          { head: 'Mean', cells: [mean] },
          { head: 'Standard deviation', cells: [std] },
          { head: 'Max', cells: [max] },
        ]}
        format={scientific}
      />
    );
  }
  return (
    <>
      <div className="spread-picture">
        <Picture shown={shown} alt={`Standard deviation of each pixel over ${SAMPLE_COUNT} samples`} />
      </div>
      <P className="hint">{`Black is 0, the brightest ${scientific(max)} of 255: a scale of its own.`}</P>
      <Facts
        facts={[
          { name: 'Mean, of 255', value: scientific(mean) },
          { name: 'Max, of 255', value: scientific(max) },
        ]}
      />
      <Button className="button small solid" onPress={() => setView({ layout: 'one', b: 'spread' })}>
        Show it in the viewer
      </Button>
      <p className="hidden-visually" role="status">
        {`${SAMPLE_COUNT} samples: standard deviation ${scientific(mean)} on average, at most ${scientific(max)} of 255.`}
      </p>
    </>
  );
}
