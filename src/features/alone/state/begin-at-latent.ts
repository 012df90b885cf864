import { LabError } from '../../../core/errors';
import { noise } from '../../../core/math/noise';
import type { ModelEntry } from '../../../core/model/manifest';
import type { GivenLatent } from '../../../core/picture/given-latent';
import type { SampleAsk } from '../../../core/scripting-types';
import type { Lab } from '../../../state/lab';
import { modelOf, modelTitle } from '../../../state/model-of';
import { WITH_PICTURE } from '../../../state/openings';
import { liveSummary } from '../../../state/selectors';
import type { LabState } from '../../../state/state-types';

/** Runs that begin at a latent which the page makes itself. */

/** The most values of a sample: those of 4096 x 4096 pixels with 16 channels. */
const MOST_VALUES = 2 ** 22;

/** A sample in the units in which the latent is shown: N(0, 1), or with the mean and spread of the model's latents. */
export function sampleLatent(model: ModelEntry, { columns, rows, seed = 0, spread = 'unit' }: SampleAsk): GivenLatent {
  const { latentChannels: channels, latent } = model;
  for (const [name, value] of Object.entries({ columns, rows }))
    if (!Number.isInteger(value) || value < 1)
      throw new LabError('bad-setting', `${name} is a whole number of cells, at least 1, not ${String(value)}.`);
  const count = columns * rows;
  if (channels * count > MOST_VALUES)
    throw new LabError(
      'bad-setting',
      `A sample has at most ${MOST_VALUES / channels} cells here. Choose a smaller size.`,
    );
  const [mean, std] = spread === 'model' ? [latent.mean, latent.std] : [[], []];
  return {
    name: `${spread === 'model' ? 'Sample of the model’s spread' : 'Sample of N(0, 1)'}, seed ${seed}`,
    dims: [1, channels, rows, columns],
    data: Float32Array.from({ length: channels * count }, (_, i) => {
      const channel = Math.floor(i / count);
      return (mean[channel] ?? 0) + (std[channel] ?? 1) * noise(seed, i);
    }),
    units: 'scaled',
  };
}

/** Cells of a sample: as many as the open picture has, else those of 256 x 256 pixels. */
export function cellsFor({ picture }: Pick<LabState, 'picture'>, downscale: number): { columns: number; rows: number } {
  const { paddedWidth = 256, paddedHeight = 256 } = picture?.info ?? {};
  return { columns: Math.ceil(paddedWidth / downscale), rows: Math.ceil(paddedHeight / downscale) };
}

/** Decodes a sample with the present model, or with another one. Rejects with ErrorInfo; Undo brings back what was open. */
export async function decodeSample({ store, actions }: Lab, ask: Partial<SampleAsk> = {}, id?: string): Promise<void> {
  const state = store.getState();
  const model = id === undefined ? modelOf(state) : state.models.find((each) => each.id === id);
  if (!model) throw new LabError('no-backend', 'No model is known yet. Wait for litevae.ready.');
  const latent = sampleLatent(model, { ...cellsFor(state, model.downscale), ...ask });
  if (id !== undefined) choose(actions, id);
  await actions.openLatent(latent, { beside: false });
}

/** Models that decode a latent of this shape, the present one left out. */
export function othersFor({ models }: Pick<LabState, 'models'>, id: string | undefined): readonly ModelEntry[] {
  const shown = models.find((model) => model.id === id);
  return models.filter(
    (model) =>
      shown &&
      model.id !== id &&
      model.decoder &&
      model.latentChannels === shown.latentChannels &&
      model.downscale === shown.downscale,
  );
}

/** Decodes the shown latent with another model of the same channels and downscale. Rejects with ErrorInfo. */
export async function decodeWith({ store, actions }: Lab, id: string): Promise<void> {
  const state = store.getState();
  const summary = liveSummary(state);
  if (!summary) throw new LabError('no-picture', 'There is no result yet. Open a picture first.');
  const { dims, data } = await actions.tensor('latent');
  choose(actions, id);
  const name = `Latent of ${modelTitle(state, summary.model)}`;
  await actions.openLatent({ name, dims, data, units: 'scaled' });
}

/** Takes another model in one step with the latent that is opened next: what is open is not run through it before. */
function choose(actions: Lab['actions'], id: string): void {
  actions.set({ model: id }, WITH_PICTURE);
  actions.cancel();
}
