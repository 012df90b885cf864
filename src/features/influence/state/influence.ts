import { aborted } from '../../../core/errors';
import { outliersOf, type CellChange, type Outlier } from '../../../core/metrics/influence';
import { median } from '../../../core/metrics/stats';
import type { LatentPoke } from '../../../core/settings/latent-settings';
import type { RunSummary } from '../../../core/protocol';
import { haloOf } from '../../../core/tiles/tiles';
import { cellOf } from '../../../core/math/geometry';
import type { Lab } from '../../../state/lab';
import { measurement, onePerLab, type Measurement, type MeasurementState } from '../../../state/measurement';
import { liveSummary } from '../../../state/selectors';
import type { LabState } from '../../../state/state-types';

/** What each cell of the latent changes in the picture. Loaded with the drawer that shows it. */

/** Every so many cells are poked, along both sides. */
export const STRIDES = [1, 2, 4, 8] as const;
export type Stride = (typeof STRIDES)[number];
/** Cells around the poked one where a decoder names no finite receptive field. */
const USUAL_HALO = 8;
/** How many cells a call asks for; it answers as many as its time allows. */
const MOST_ASKED = 64;
/** A series that takes longer is begun with a larger stride. */
const PATIENCE_MS = 60_000;
/** The strongest cell changes the picture so many times as much as the median one, where one cell stands out. */
export const STRONG = 10;
/** Share of its change beyond the halo from which on a cell counts as far-reaching. */
export const FAR = 0.5;

export interface Influence {
  /** Job of the result that was poked. */
  readonly job: number;
  readonly columns: number;
  readonly rows: number;
  readonly stride: Stride;
  readonly channel: LatentPoke['channel'];
  readonly amount: number;
  /** Cells around the poked one that its change is expected in, and whether the model's layers say so. */
  readonly halo: number;
  readonly isKnown: boolean;
  readonly cells: readonly CellChange[];
  /** How many cells there will be. */
  readonly total: number;
}

interface Poked {
  readonly influence: Influence | null;
  readonly channel: LatentPoke['channel'];
  /** Null: as small as takes at most a minute. */
  readonly stride: Stride | null;
  /** Ms of a cell, as measured last. */
  readonly pace: number | null;
}

export type InfluenceState = Poked & MeasurementState;

export interface InfluenceOfLab extends Pick<Measurement<Poked>, 'store' | 'stop'> {
  set(change: Partial<Pick<Poked, 'channel' | 'stride'>>): void;
  /** Pokes all cells of the live result. Resolves when it has ended, however it did. */
  start(): Promise<void>;
}

/** The influence of cells on this page. */
export const influenceOf = onePerLab(create);

/** Columns and rows of each cell that is poked: the middle one of each stride, and the last where it has none. */
export function cellsOf({ latentDims }: Pick<RunSummary, 'latentDims'>, stride: Stride): (readonly [number, number])[] {
  const [rows, columns] = latentDims.slice(2) as [number, number];
  const along = (count: number): number[] =>
    Array.from({ length: Math.ceil(count / stride) }, (_, index) =>
      Math.min((stride >> 1) + stride * index, count - 1),
    );
  return along(rows).flatMap((y) => along(columns).map((x) => [x, y] as const));
}

/** Ms for each cell: as it was before, else decoder and inverse of the run. */
export function paceOf({ timings }: Pick<RunSummary, 'timings'>, known: number | null): number {
  return known ?? timings.decoder + timings.inverse;
}

/** The chosen stride, else the smallest that takes no longer than one waits. */
export function strideOf(summary: RunSummary, { stride, pace }: Pick<Poked, 'stride' | 'pace'>): Stride {
  const each = paceOf(summary, pace);
  return stride ?? STRIDES.find((one) => cellsOf(summary, one).length * each <= PATIENCE_MS) ?? 8;
}

/** One standard deviation of the latent: of a channel, or the root of the mean of all variances. */
export function amountOf({ stats }: Pick<RunSummary, 'stats'>, channel: LatentPoke['channel']): number {
  const spreads = channel === 'all' ? stats.latent : stats.latent.slice(channel, channel + 1);
  const variance = spreads.reduce((sum, { std }) => sum + std ** 2, 0) / Math.max(1, spreads.length);
  // A channel that is the same everywhere is poked by 1.
  return Number(Math.min(64, Math.sqrt(variance) || 1).toPrecision(4));
}

/** What the cells say together. */
export interface Findings {
  readonly strongest: CellChange;
  /** How many times the median cell's change that of the strongest one is. */
  readonly ratio: number;
  /** Median share beyond the halo. */
  readonly beyond: number;
  readonly outliers: readonly Outlier[];
  readonly verdict: 'one' | 'strong' | 'far' | 'none';
}

/** Null without cells, and where no cell changes anything. */
export function findingsOf({ cells }: Pick<Influence, 'cells'>): Findings | null {
  const strongest = cells.toSorted((a, b) => b.total - a.total)[0];
  if (!strongest || strongest.total === 0) return null;
  const ratio = strongest.total / median(cells.map(({ total }) => total));
  const beyond = median(cells.map((cell) => cell.beyond));
  const isStrong = cells.length > 1 && ratio >= STRONG;
  const verdict = isStrong ? (strongest.beyond >= FAR ? 'one' : 'strong') : beyond >= FAR ? 'far' : 'none';
  return { strongest, ratio, beyond, outliers: outliersOf(cells), verdict };
}

function create({ store: lab, actions }: Lab): InfluenceOfLab {
  const { store, run, stop } = measurement<Poked>(
    { influence: null, channel: 'all', stride: null, pace: null },
    'Stopped: another picture was opened, or the settings changed.',
  );

  const begin = (state: LabState, summary: RunSummary): Influence => {
    const { channel } = store.getState();
    const stride = strideOf(summary, store.getState());
    const model = state.models.find(({ id }) => id === summary.model);
    const halo = haloOf(model?.decoder ?? {}, cellOf(summary));
    const [rows, columns] = summary.latentDims.slice(2) as [number, number];
    return {
      job: summary.job,
      ...{ columns, rows, stride, channel },
      amount: amountOf(summary, channel),
      halo: halo ?? USUAL_HALO,
      isKnown: halo !== undefined,
      cells: [],
      total: cellsOf(summary, stride).length,
    };
  };

  const start = (): Promise<void> => {
    const state = lab.getState();
    const summary = liveSummary(state);
    return run({}, async (signal) => {
      if (!summary) throw aborted();
      let influence = begin(state, summary);
      const { job, channel, amount, halo, stride } = influence;
      const cells = cellsOf(summary, stride);
      store.setState({ influence });
      while (influence.cells.length < cells.length) {
        const from = influence.cells.length;
        const began = performance.now();
        const ask = { job, channel, amount, halo, cells: cells.slice(from, from + MOST_ASKED) };
        const more = await actions.ask('influence', ask);
        if (signal.aborted) return;
        influence = { ...influence, cells: [...influence.cells, ...more] };
        store.setState({ influence, pace: (performance.now() - began) / more.length });
      }
    });
  };

  // Another model has other channels, and another speed.
  lab.subscribe((state, before) => {
    const now = liveSummary(state);
    if (!now || now === liveSummary(before)) return;
    const { channel } = store.getState();
    const last = (now.latentDims[1] as number) - 1;
    if (channel !== 'all' && channel > last) store.setState({ channel: last });
    const was = liveSummary(before);
    if (was && (was.model !== now.model || was.backend !== now.backend || was.width !== now.width))
      store.setState({ pace: null });
  });

  return { store, start, stop, set: (change) => store.setState(change) };
}
