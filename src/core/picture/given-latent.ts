import { LabError } from '../errors';
import { elementCount } from '../math/geometry';
import { applyAffine } from '../math/affine';
import { toShownLatent } from '../model/contract';
import type { ModelEntry } from '../model/manifest';
import type { TensorData } from '../tensor';

/** A latent that a run begins at, in place of one that an encoder makes of a picture. */
export interface GivenLatent {
  /** What the page calls it, such as the name of a file. */
  readonly name: string;
  /** [1, C, h, w] */
  readonly dims: readonly number[];
  /** Row-major values, all of them finite. */
  readonly data: Float32Array;
  /** 'raw': z as networks know it. 'scaled': (z - shift) * scale, as the page shows it and diffusion models use it. */
  readonly units: 'raw' | 'scaled';
}

/** What is opened: a latent, and the file of a picture that its decoded form is compared with where their sizes are equal. */
export interface LatentSource {
  readonly latent: GivenLatent;
  readonly picture: File | null;
}

export function isLatent(source: object | string): source is LatentSource {
  return typeof source === 'object' && 'latent' in source;
}

export function shapeText(dims: readonly number[]): string {
  return dims.join(' × ');
}

/** @throws LabError 'bad-setting' with a sentence where it is no latent */
export function checkLatent({ name, dims, data, units }: GivenLatent): void {
  const fault = (why: string): LabError => new LabError('bad-setting', `${name || 'The latent'} ${why}`);
  const whole = dims.every((size) => Number.isInteger(size) && size >= 1);
  if (dims.length !== 4 || dims[0] !== 1 || !whole)
    throw fault(`has the shape [${dims.join(', ')}]. Give one latent of the shape [1, channels, height, width].`);
  if (!(data instanceof Float32Array) || data.length !== elementCount(dims))
    throw fault(`needs ${elementCount(dims)} float32 values for its shape, and has ${data.length}.`);
  const odd = data.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0)
    throw fault(
      `has values that are not numbers, the first at position ${odd}. Write it again without NaN and infinity.`,
    );
  if (!['raw', 'scaled'].includes(units))
    throw fault('needs its units: "raw" for z, or "scaled" for (z - shift) * scale.');
}

/** Its values in the units in which a model's latent is shown: a tensor of its own. */
export function shownLatent({ dims, data, units }: GivenLatent, model: Pick<ModelEntry, 'latent'>): TensorData {
  return applyAffine({ dims: [...dims], data: data.slice() }, units === 'raw' ? toShownLatent(model) : null);
}

/** @throws LabError 'bad-setting' where a model cannot decode it */
export function checkLatentFits(
  { name, dims }: GivenLatent,
  model: Pick<ModelEntry, 'title' | 'latentChannels'>,
): void {
  const [, channels] = dims;
  if (channels === model.latentChannels) return;
  throw new LabError(
    'bad-setting',
    `${name} has ${channels} channels, and ${model.title} decodes ${model.latentChannels}. Choose a model with ${channels} latent channels.`,
  );
}
