import { clipRect } from '../../../core/math/clip-rect';
import { cellOf as sideOfRun } from '../../../core/math/geometry';
import type { Footprint } from '../../../core/metrics/footprint';
import type { LatentMix, LatentPaste, LatentPoke } from '../../../core/settings/latent-settings';
import type { RunSummary } from '../../../core/protocol';
import type { Settings } from '../../../core/settings/settings';
import { unedited } from '../../../core/slots';
import { scaled } from '../../../core/tiles/tiles';
import type { Rect } from '../../../core/view/view';
import type { Lab } from '../../../state/lab';
import { measurement, onePerLab, type Measurement, type MeasurementState } from '../../../state/measurement';
import { holdReference, referenceOf } from '../../../state/reference';
import { modelOf } from '../../../state/model-of';
import type { LabState } from '../../../state/state-types';
import { seriesOf } from '../../../state/versions';

/** What is being tried on the latent, and what a poke of one cell changed. Loaded with the first of its drawers. */

/** Column and row of a latent cell. */
export interface Cell {
  readonly x: number;
  readonly y: number;
}

export interface Measured {
  /** What it was made with: see keyOf. */
  readonly key: string;
  readonly picture: number;
  readonly poke: LatentPoke;
  /** The pixels of the poked cell. */
  readonly pixels: Rect;
  readonly footprint: Footprint;
  /** Job of the poked run, which slot 'other' holds until something else takes it. */
  readonly job: number;
}

/** Which threshold draws the reach. */
export type Threshold = 'step' | 'percent';

interface Tried {
  /** The chosen cell; null while the pointer is followed. */
  readonly held: Cell | null;
  readonly channel: LatentPoke['channel'];
  readonly amount: number;
  readonly threshold: Threshold;
  readonly measured: Measured | null;
  /** Which mix is meant while its share is 0, where there is none. */
  readonly mode: LatentMix['mode'];
  /** The rectangle that would be pasted; null before the first choice. */
  readonly paste: LatentPaste | null;
}

export type ProbeState = Tried & MeasurementState;

export interface Probe extends Pick<Measurement<Tried>, 'store' | 'stop'> {
  set(change: Partial<Pick<Tried, 'held' | 'channel' | 'amount' | 'threshold' | 'mode' | 'paste'>>): void;
  /** Runs with this poke alone against no edits, and measures the change. Resolves when it has ended, however it did. */
  measure(poke: LatentPoke): Promise<void>;
  /** Forgets what was measured, and frees what was kept for it. */
  clear(): void;
}

type Sized = Pick<LabState, 'picture' | 'models' | 'defaultModel' | 'settings' | 'result'>;

/** Pixels along a side of a cell: of the result's latent, else of that of the next run. */
export function sideOf(state: Omit<Sized, 'picture'>): number {
  return sideOfRun(state.result?.summary ?? modelOf(state) ?? {});
}

/** Columns and rows of the latent; of 1 x 1 without a picture. */
export function gridOf(state: Sized): { readonly columns: number; readonly rows: number } {
  const { paddedWidth = 1, paddedHeight = 1 } = state.picture?.info ?? {};
  const side = sideOf(state);
  return { columns: Math.ceil(paddedWidth / side), rows: Math.ceil(paddedHeight / side) };
}

/** The pixels of some cells, without the padding. */
export function pixelsOf(cells: Rect, state: Sized): Rect {
  const side = sideOf(state);
  const { width, height } = state.picture?.info ?? { width: side, height: side };
  return clipRect(scaled(cells, side), { width, height }) ?? { x: 0, y: 0, width: 0, height: 0 };
}

/** The cell around a pixel. */
export function cellAt({ x, y }: Cell, state: Omit<Sized, 'picture'>): Cell {
  const side = sideOf(state);
  return { x: Math.floor(x / side), y: Math.floor(y / side) };
}

/** The cells that a rectangle of pixels touches. */
export function cellsOf({ x, y, width, height }: Rect, state: Omit<Sized, 'picture'>): Rect {
  const first = cellAt({ x, y }, state);
  const last = cellAt({ x: x + width - 1, y: y + height - 1 }, state);
  return { ...first, width: last.x - first.x + 1, height: last.y - first.y + 1 };
}

/** The cell that is meant: the held one, else that under the crosshair, else the middle one. */
export function cellOf(state: Sized & Pick<LabState, 'viewer'>, held: Cell | null): Cell {
  const { columns, rows } = gridOf(state);
  const { crosshair } = state.viewer;
  const { x, y } = held ?? (crosshair ? cellAt(crosshair, state) : { x: columns >> 1, y: rows >> 1 });
  return { x: Math.min(x, columns - 1), y: Math.min(y, rows - 1) };
}

/** Moves and shrinks a rectangle so that it lies inside both latents. */
export function fittedPaste(paste: LatentPaste, state: Sized): LatentPaste {
  const { columns, rows } = gridOf(state);
  const width = Math.min(paste.width, columns);
  const height = Math.min(paste.height, rows);
  const inside = (at: number, length: number, size: number): number => Math.min(at, length - size);
  return {
    fromX: inside(paste.fromX, columns, width),
    fromY: inside(paste.fromY, rows, height),
    toX: inside(paste.toX, columns, width),
    toY: inside(paste.toY, rows, height),
    width,
    height,
  };
}

/** Two states with one key have the same footprints. */
export function keyOf({ picture, settings }: Pick<LabState, 'picture' | 'settings'>): string {
  return JSON.stringify([picture?.version ?? 0, { ...unedited(settings), backend: 'auto' }]);
}

/** Whether slot 'other' still holds the run that was measured, so that its change can be drawn. */
export function isKept({ slots }: Pick<LabState, 'slots'>, measured: Measured | null): boolean {
  return measured !== null && slots.other?.summary.job === measured.job && slots.reference !== undefined;
}

/** The probe of this page. */
export const probeOf = onePerLab(create);

function create(lab: Lab): Probe {
  const { actions } = lab;
  const { store, run, stop } = measurement<Tried>(
    {
      held: null,
      channel: 'all',
      amount: 1,
      threshold: 'step',
      measured: null,
      mode: 'linear',
      paste: null,
    },
    'Stopped: another picture was opened.',
  );
  let letGo: (() => void) | null = null;

  const clear = (): void => {
    stop();
    letGo?.();
    letGo = null;
    if (store.getState().measured) actions.dropSlot('other').catch(() => undefined);
    store.setState({ measured: null, trouble: '' });
  };

  lab.store.subscribe((state, before) => {
    const last = (state.result?.summary.latentDims[1] ?? Infinity) - 1;
    const { channel } = store.getState();
    if (channel !== 'all' && channel > last) store.setState({ channel: last });
    const isOther = state.picture?.version !== before.picture?.version;
    if (!isOther && sideOf(state) === sideOf(before)) return;
    // The next frame of a camera or video is looked at in the same places; cells of another size lie elsewhere.
    const [now, then] = [state, before].map((each) => JSON.stringify([seriesOf(each), sideOf(each), gridOf(each)]));
    if (now !== then) store.setState({ held: null, paste: null });
    // The slots go with the picture.
    if (isOther && store.getState().measured) clear();
  });

  /** The poked run, with the unedited one beside it. */
  const compare = async (poke: LatentPoke, plain: Settings, signal: AbortSignal): Promise<RunSummary> => {
    if (!referenceOf(lab.store.getState())) await actions.trial({ settings: plain, keep: 'reference' }, signal);
    letGo ??= holdReference(lab);
    return (await actions.trial({ settings: { ...plain, latent: { pokes: [poke] } }, keep: 'other' }, signal)).summary;
  };

  const measure = (poke: LatentPoke): Promise<void> => {
    const state = lab.store.getState();
    const key = keyOf(state);
    const pixels = pixelsOf(poke, state);
    return run({}, async (signal) => {
      const { job } = await compare(poke, unedited(state.settings), signal);
      const footprint = await actions.ask(
        'change',
        { tensor: 'reconstruction', slot: 'other' },
        { tensor: 'reconstruction', slot: 'reference' },
        pixels,
      );
      if (signal.aborted) return;
      if (key !== keyOf(lab.store.getState()))
        store.setState({ trouble: 'The settings changed meanwhile. Measure again.' });
      else store.setState({ measured: { key, picture: state.picture?.version ?? 0, poke, pixels, footprint, job } });
    });
  };

  return { store, measure, stop, clear, set: (change) => store.setState(change) };
}
