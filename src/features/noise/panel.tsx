import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useStore } from 'zustand';
import { MAX_SEED } from '../../core/settings/settings';
import { Lead } from '../../ui/kit/lead';
import { DataTable } from '../../ui/kit/data-table';
import { number } from '../../ui/kit/format';
import { Measuring } from '../../ui/kit/measuring';
import { QUALITY_MEASURES, type QualityMeasure } from '../../ui/kit/quality-measures';
import { Range } from '../../ui/kit/range';
import { SaveChart } from '../../ui/kit/save-chart';
import { Segment } from '../../ui/kit/segment';
import { useResult } from '../../ui/kit/use-result';
import { WholeField } from '../../ui/kit/whole-field';
import { useActions, useLab, useLabObject } from '../../ui/lab-context';
import { NoiseChart } from './chart';
import { AMOUNTS, keyOf, noiseOf, seedOf, type NoisePair, type NoisePoint, type NoiseState } from './state/noise';
import { amountText, FORMULAS, SCHEDULES, verdict } from './words';
import './noise.css';
import { P } from '../../ui/kit/words';

/** Puts noise on the latent: live by a slider, and as a series of runs. */
export default function NoisePanel({ asTable }: { asTable: boolean }) {
  const one = noiseOf(useLabObject());
  const { schedule, bySchedule, running, done, trouble } = useStore(one.store);
  const hasPicture = useLab((state) => state.picture !== null);
  const key = useLab(keyOf);
  const pair = bySchedule[schedule];
  return (
    <div className="experiment measured">
      <Lead href="https://arxiv.org/abs/2507.15856" name="Yang et al. 2025">
        How much noise on its latent the decoder stands. A generator never hits a latent exactly, so a decoder that
        stands more of it forgives more.
      </Lead>
      <Segment
        label="Schedule of the noise"
        options={SCHEDULES}
        value={schedule}
        onChange={running ? () => undefined : one.choose}
      />
      <P className="dim small">{`${FORMULAS[schedule]}. z is the latent as it is shown, e is normal noise.`}</P>
      <Scrubber schedule={schedule} />
      <Measuring
        running={running}
        start={pair ? 'Measure again' : 'Measure over noise'}
        onStart={() => void one.start()}
        onStop={one.stop}
        isDisabled={!hasPicture}
        done={done}
        total={AMOUNTS[schedule].length}
        unit="Runs"
        trouble={trouble}
        stale={pair !== undefined && pair.now.key !== key}
      />
      {pair ? <Result schedule={schedule} pair={pair} asTable={asTable} /> : null}
      <p className="hidden-visually" role="status">
        {pair && !running ? verdict(schedule, pair) : ''}
      </p>
    </div>
  );
}

type Schedule = Pick<NoiseState, 'schedule'>;

/** Sets the noise of the shown run, and brings its picture into the viewer. */
function useNoise(schedule: Schedule['schedule']): (amount: number, seed?: number) => void {
  const { set, setView } = useActions();
  const { store } = useLabObject();
  return (amount, seed) => {
    const {
      settings,
      viewer: { stage, views },
    } = store.getState();
    set({ latent: { ...settings.latent, noise: { schedule, amount, seed: seed ?? seedOf(settings) } } }, 'noise');
    const { layout, a, b } = views[stage];
    if (b !== 'recon' && (a !== 'recon' || layout === 'one')) setView({ b: 'recon' });
  };
}

function Scrubber({ schedule }: Schedule) {
  const { set } = useActions();
  const latent = useLab(({ settings }) => settings.latent);
  const put = useNoise(schedule);
  const amount = latent.noise?.schedule === schedule ? latent.noise.amount : 0;
  return (
    <>
      <Range
        label={schedule === 'added' ? 'Noise' : 'Time t'}
        value={amount}
        min={0}
        max={AMOUNTS[schedule].at(-1) as number}
        step={0.01}
        neutral={0}
        format={(value) => amountText(schedule, value)}
        onChange={(next) => put(next)}
      />
      <div className="row between">
        <WholeField
          label="Seed of the noise"
          min={0}
          max={MAX_SEED}
          value={latent.noise?.seed ?? 0}
          onChange={(seed) => put(amount || 0.1, seed)}
        />
        <Button
          className="button small solid"
          isDisabled={!latent.noise}
          onPress={() => set({ latent: { ...latent, noise: undefined } })}
        >
          Without noise
        </Button>
      </div>
    </>
  );
}

interface ResultProps extends Schedule {
  readonly pair: NoisePair;
  readonly asTable: boolean;
}

function Result({ schedule, pair, asTable }: ResultProps) {
  const [measure, setMeasure] = useState<QualityMeasure>('psnr');
  const present = usePresent(schedule);
  const put = useNoise(schedule);
  const { now, other } = pair;
  if (asTable) return <Table schedule={schedule} pair={pair} />;
  return (
    <>
      <Segment label="Measure" options={QUALITY_MEASURES} value={measure} onChange={setMeasure} />
      {measure === 'ssim' && now.points.every(({ ssim }) => ssim === null) ? (
        <P className="hint">SSIM needs sides of 11 pixels.</P>
      ) : (
        <SaveChart>
          <NoiseChart schedule={schedule} pair={pair} measure={measure} present={present} onChoose={put} />
        </SaveChart>
      )}
      <P className="hint">{verdict(schedule, pair)}</P>
      <P className="dim small">
        {`Seed ${now.seed}. A click on the chart shows the picture at the nearest measured point; the ring is the shown result. ${
          other ? 'B is the last series of another model.' : 'Choose another model and measure again to see both.'
        }`}
      </P>
    </>
  );
}

/** The shown result as a point, where its noise is of this schedule. */
function usePresent(schedule: Schedule['schedule']): NoisePoint | null {
  const summary = useResult();
  const noise = summary?.settings.latent.noise;
  if (!summary || noise?.schedule !== schedule) return null;
  return { amount: noise.amount, psnr: summary.psnr, ssim: summary.ssim };
}

function Table({ schedule, pair: { now, other } }: Omit<ResultProps, 'asTable'>) {
  const cells = (points: readonly NoisePoint[], index: number): (number | string)[] => {
    const point = points[index];
    return point ? [point.psnr ?? 'identical', point.ssim ?? '—'] : ['—', '—'];
  };
  return (
    <DataTable
      caption={`Quality against the input by noise, seed ${now.seed}: ${now.title}${other ? `; B: ${other.title}` : ''}`}
      columns={[
        schedule === 'added' ? 'Noise, std' : 'Time t',
        'PSNR, dB',
        'SSIM',
        ...(other ? ['B: PSNR, dB', 'B: SSIM'] : []),
      ]}
      rows={AMOUNTS[schedule].map((amount, index) => ({
        head: number(amount, 2),
        cells: [...cells(now.points, index), ...(other ? cells(other.points, index) : [])],
      }))}
      format={(value) => number(value, 3)}
    />
  );
}
