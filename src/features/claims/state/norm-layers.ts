import { aborted } from '../../../core/errors';
import type { LayerNumbers } from '../../../core/model/graph-layers';
import { rootMeanSquare } from '../../../core/metrics/stats';
import type { Lab } from '../../../state/lab';
import { measurement, onePerLab, type Measurement, type MeasurementState } from '../../../state/measurement';
import { liveJob } from '../../../state/selectors';
import { studyModels } from './study-runs';

/** Feature maps of the same blocks under each norm, for the shown latent. Loaded with the drawer that shows them. */

/** What the residual blocks of these decoders write, from the latent to the head, by the names in their graphs. */
export const BLOCKS = [0, 1, 4, 5, 8, 9].map((at) => `/body/body.${at}/Add_output_0`);

/** The root mean square of each channel, largest first, for each of BLOCKS. */
export interface NormMaps {
  /** Id of the model. */
  readonly model: string;
  readonly blocks: readonly (readonly number[])[];
}

interface Numbers {
  /** Job of the result whose latent was decoded; null before. */
  readonly job: number | null;
  readonly maps: readonly NormMaps[];
  readonly total: number;
}

export interface NormLayers extends Pick<Measurement<Numbers>, 'store' | 'stop'> {
  /** Decodes the shown latent with each decoder. Resolves when it has ended, however it did. */
  start(): Promise<void>;
}

export type NormLayersState = Numbers & MeasurementState;

/** Magnitudes of the channels of a layer, largest first. */
export function magnitudes({ channels }: Pick<LayerNumbers, 'channels'>): number[] {
  return channels.map(rootMeanSquare).sort((a, b) => b - a);
}

/** How unlike the channels are: the standard deviation of their magnitudes (over n - 1) over their mean, as the study has it. */
export function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1)) / mean;
}

/** The feature maps of this page. */
export const normLayers = onePerLab(create);

function create({ store: lab, actions }: Lab): NormLayers {
  const { store, run, stop } = measurement<Numbers>(
    { job: null, maps: [], total: 0 },
    'Stopped: the shown result has changed.',
  );

  const start = (): Promise<void> => {
    const state = lab.getState();
    const job = liveJob(state);
    const models = studyModels(state.models, 'norms');
    return run({ job, maps: [], total: models.length }, async (signal) => {
      for (const { id } of models) {
        const layers = await actions.ask('measureLayers', 'decoder', BLOCKS, id);
        if (signal.aborted || liveJob(lab.getState()) !== job) throw aborted();
        store.setState(({ maps }) => ({ maps: [...maps, { model: id, blocks: layers.map(magnitudes) }] }));
      }
    });
  };

  return { store, start, stop };
}
