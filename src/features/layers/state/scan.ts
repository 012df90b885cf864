import { aborted, LabError, toErrorInfo } from '../../../core/errors';
import { elementCount } from '../../../core/math/geometry';
import { computes, type LayerList, type SizedLayer } from '../../../core/model/graph-layers';
import { layerMeasures, type LayerMeasures } from '../../../core/metrics/layer-scan';
import { PARTS, type Part } from '../../../core/tiles/run-plan';
import type { Lab } from '../../../state/lab';
import { measurement, onePerLab, type Measurement, type MeasurementState } from '../../../state/measurement';
import { modelTitle } from '../../../state/model-of';
import { liveSummary } from '../../../state/selectors';
import type { LabState } from '../../../state/state-types';

/** Layers are computed in groups of so many bytes and layers at most; a layer that has more is a group of its own. */
const GROUP_BYTES = 2 ** 27;
const GROUP_LAYERS = 24;

export interface Scan {
  /** What it is of: see keyOf. */
  readonly key: string;
  /** What stands beside its numbers: model, picture and edits in words. */
  readonly title: string;
  readonly job: number;
  /** In the order of the networks, encoder first. */
  readonly layers: readonly ScannedLayer[];
  /** Networks that could not be scanned, and layers that were too large, with the reason. */
  readonly left: readonly string[];
  readonly done: number;
  readonly total: number;
}

export interface ScannedLayer extends LayerMeasures, Pick<SizedLayer, 'operator' | 'name'> {
  readonly dims: readonly number[];
}

interface Scans {
  readonly scan: Scan | null;
  /** The last scan of another model, picture or other settings. */
  readonly before: Scan | null;
}

export type ScanState = Scans & MeasurementState;

export interface ScanOfLab extends Pick<Measurement<Scans>, 'store' | 'stop'> {
  /** Measures all layers of the networks of the shown result. Resolves when it has ended, however it did. */
  start(): Promise<void>;
}

/** Two states with one key give the same numbers. */
export function keyOf(state: Pick<LabState, 'picture' | 'result'>): string {
  const summary = liveSummary(state);
  return JSON.stringify([state.picture?.version ?? 0, summary?.model, summary?.settings]);
}

export const scanOf = onePerLab(create);

function create({ store: lab, actions }: Lab): ScanOfLab {
  const { store, run, stop } = measurement<Scans>(
    { scan: null, before: null },
    'Stopped: another result took the place of the one that was scanned.',
  );

  const start = async (): Promise<void> => {
    const summary = liveSummary(lab.getState());
    if (!summary) return;
    const key = keyOf(lab.getState());
    const last = store.getState().scan;
    const first: Scan = {
      key,
      title: titleOf(lab.getState(), summary.model),
      job: summary.job,
      layers: [],
      left: [],
      done: 0,
      total: 0,
    };
    const before = last && last.key !== key && last.layers.length > 0 ? last : store.getState().before;
    return run({ scan: first, before }, async (signal) => {
      let scan = first;
      const say = (change: Partial<Scan>): void => {
        if (signal.aborted || keyOf(lab.getState()) !== key) throw aborted();
        scan = { ...scan, ...change };
        store.setState({ scan });
      };
      const lists: LayerList[] = [];
      for (const part of partsOf(lab.getState(), summary.model)) {
        const list = await actions.ask('layers', part);
        if (list.why === null) lists.push(list);
        else say({ left: [...scan.left, list.why] });
      }
      const groups = lists.flatMap((list) => groupsOf(list).map((layers) => ({ part: list.part, layers })));
      say({ total: groups.reduce((sum, { layers }) => sum + layers.length, 0) });
      for (const { part, layers } of groups) {
        const found = await measured(part, layers);
        const [rows, why] = typeof found === 'string' ? [[], [found]] : [found, []];
        say({ layers: [...scan.layers, ...rows], left: [...scan.left, ...why], done: scan.done + layers.length });
      }
    });
  };

  /** Why they could not be computed, where there is no room for them. */
  const measured = async (part: Part, layers: readonly SizedLayer[]): Promise<readonly ScannedLayer[] | string> => {
    try {
      const numbers = await actions.ask(
        'measureLayers',
        part,
        layers.map(({ tensor }) => tensor),
      );
      return numbers.map((each, at): ScannedLayer => {
        const { operator = '', name = '', dims } = layers[at] ?? {};
        return { ...layerMeasures(each), operator, name, dims: dims ?? [] };
      });
    } catch (thrown) {
      const { code, message } = toErrorInfo(thrown);
      if (code !== 'out-of-memory') throw thrown;
      return `${layers.map(({ tensor }) => tensor).join(', ')}: ${message}`;
    }
  };

  return { store, stop, start };
}

/** Layers that compute something, in groups that fit. */
export function groupsOf({ layers }: LayerList): SizedLayer[][] {
  const groups: SizedLayer[][] = [];
  let room = 0;
  for (const layer of layers.filter((each) => computes(each) && each.dims)) {
    const bytes = 4 * elementCount(layer.dims ?? []);
    const last = groups.at(-1);
    if (last && bytes <= room && last.length < GROUP_LAYERS) {
      last.push(layer);
      room -= bytes;
    } else {
      groups.push([layer]);
      room = GROUP_BYTES - bytes;
    }
  }
  return groups;
}

/** The networks that the model of a result has. */
export function partsOf({ models }: Pick<LabState, 'models'>, id: string): Part[] {
  const model = models.find((each) => each.id === id);
  return PARTS.filter((part) => !model || model[part] !== undefined);
}

function titleOf(state: LabState, model: string): string {
  return `${modelTitle(state, model)}, ${state.picture?.info.name ?? 'picture'}`;
}

/** Measures all layers of the shown result. @throws LabError 'no-picture' before one, 'aborted' where it was stopped */
export async function scanNow(lab: Lab): Promise<Pick<Scan, 'layers' | 'left'>> {
  const one = scanOf(lab);
  if (!liveSummary(lab.store.getState()))
    throw new LabError('no-picture', 'There is no result yet. Open a picture and wait for its run.');
  await one.start();
  const { scan, trouble } = one.store.getState();
  if (!scan || trouble || scan.done < scan.total) throw new LabError('aborted', trouble || 'The scan was stopped.');
  return { layers: scan.layers, left: scan.left };
}
