import { latentAt, type LatentShape } from '../../../core/files/latent-shape';
import type { ModelEntry } from '../../../core/model/manifest';
import { channelStats } from '../../../core/metrics/stats';
import { packLatent, unpackLatent } from '../../../core/math/latent-packing';
import type { TensorData } from '../../../core/tensor';
import type { FileTensor, LatentFile } from './latent-files';

/** A tensor of one of the files that were given. */
export interface LatentChoice {
  readonly file: LatentFile;
  readonly tensor: FileTensor;
}

type Known = Pick<ModelEntry, 'id' | 'title' | 'latentChannels' | 'decoder'>;

/**
 * How a latent goes into a model: as it is; with each 2 x 2 places that are packed into four times the channels unpacked, or
 * the other way round; null where its channels do not fit.
 */
export type Form = 'same' | 'unpack' | 'pack' | null;

export function formFor({ channels, height, width }: LatentShape, model: Pick<Known, 'latentChannels'>): Form {
  const { latentChannels } = model;
  if (channels === latentChannels) return 'same';
  if (channels === 4 * latentChannels) return 'unpack';
  return 4 * channels === latentChannels && height % 2 === 0 && width % 2 === 0 ? 'pack' : null;
}

export function choicesOf(files: readonly LatentFile[]): LatentChoice[] {
  return files.flatMap((file) => file.tensors.map((tensor) => ({ file, tensor })));
}

/** What a person most likely means: what fits the model as it is, and is called a latent. */
export function likelyChoice(choices: readonly LatentChoice[], model: Known | undefined): number {
  const rank = ({ file, tensor: { name, shape } }: LatentChoice): number => {
    const form = model ? formFor(shape, model) : null;
    const fit = form === 'same' ? 4 : form ? 2 : 0;
    // An array of a .npy file has no name but that of its file.
    const names = [name, file.name.replace(/\.[^.]*$/, '')];
    return fit + (names.some(isLatentName) ? 1 : names.some((each) => /latent/i.test(each)) ? 0.5 : 0);
  };
  const ranks = choices.map(rank);
  return Math.max(0, ranks.indexOf(Math.max(...ranks)));
}

function isLatentName(name: string): boolean {
  return /^(latents?|latent_tensor)$/i.test(name);
}

/** What a choice is called; the file is named where there are several. */
export function choiceName({ file, tensor }: LatentChoice, files: number): string {
  const isOnly = file.tensors.length === 1;
  return files === 1 ? tensor.name : isOnly ? file.name : `${file.name}: ${tensor.name}`;
}

/** Why no latent of this shape can be decoded by the model, and what can be done; null where it can. */
export function misfit(shape: LatentShape, model: Known, models: readonly Known[]): string | null {
  if (formFor(shape, model)) return null;
  const fitting = fittingModels(shape, models);
  const has = `It has ${shape.channels} channels, and “${model.title}” decodes ${model.latentChannels}.`;
  return fitting.length > 0
    ? `${has} ${fitting.length === 1 ? 'A model' : 'Models'} on this page that ${fitting.length === 1 ? 'fits' : 'fit'}: ${fitting.map(({ title }) => title).join(', ')}.`
    : `${has} No model on this page has ${shape.channels}: add the autoencoder that made it ("Add your own model").`;
}

/** Those that can decode it. */
export function fittingModels<T extends Known>(shape: LatentShape, models: readonly T[]): T[] {
  return models.filter((model) => model.decoder && formFor(shape, model) !== null);
}

/** One latent of a tensor in the form that the model has, [1, C, h, w]. */
export function latentFor(data: Float32Array, shape: LatentShape, entry: number, form: Form): TensorData {
  const { channels, height, width } = shape;
  const latent = { dims: [1, channels, height, width], data: latentAt(data, shape, entry) };
  if (form === 'unpack') return unpackLatent(latent);
  return form === 'pack' ? packLatent(latent) : latent;
}

/** Standard deviation over all values; NaN where some are not finite. */
export function spreadOfValues(values: Float32Array): number {
  const [stats] = channelStats({ dims: [1, 1, 1, values.length], data: values });
  return stats?.std ?? NaN;
}
