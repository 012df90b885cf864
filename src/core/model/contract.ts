import { isEverywhere, perChannel, type Affine, type PerChannel } from '../math/affine';
import { TILE } from '../math/bands';
import { LabError } from '../errors';
import type { DecoderFile, Downscale, EncoderFile, FixedSize, ModelEntry, NetworkFile, WholeModel } from './manifest';
import type { Settings } from '../settings/settings';
import type { Part } from '../tiles/run-plan';

/**
 * Which networks this page runs (docs/models.md, "Contracts"): what they read and write, and in which units.
 * The pipeline asks these functions, so that no stage reads the manifest by itself.
 */

/** Four orientations of three colours. */
const BAND_CHANNELS = 12;
const COLOUR_CHANNELS = 3;

export const DOWNSCALES: readonly Downscale[] = [8, 16, 32, 64];
const MAX_LATENT_CHANNELS = 128;

type Contract = Pick<
  ModelEntry,
  'latentChannels' | 'downscale' | 'multiple' | 'levels' | 'wavelet' | 'range' | 'encoder' | 'decoder' | 'latent'
>;

/** What a graph must have, by the manifest. */
export interface GraphContract {
  readonly inputs: readonly string[];
  readonly output: string;
  /** Channels of every input, and of the output. */
  readonly channels: { readonly in: number; readonly out: number };
}

export function encoderGraph({
  encoder,
  latentChannels,
}: Pick<WholeModel, 'encoder' | 'latentChannels'>): GraphContract {
  const { inputs, inputKind, output, outputName = output } = encoder;
  return {
    inputs,
    output: outputName,
    channels: {
      in: inputKind === 'image' ? COLOUR_CHANNELS : BAND_CHANNELS,
      out: output === 'latent' ? latentChannels : 2 * latentChannels,
    },
  };
}

export function decoderGraph({
  decoder,
  latentChannels,
}: Pick<WholeModel, 'decoder' | 'latentChannels'>): GraphContract {
  const { input = 'latent', output, outputName = output } = decoder;
  return {
    inputs: [input],
    output: outputName,
    channels: { in: latentChannels, out: output === 'image' ? COLOUR_CHANNELS : BAND_CHANNELS },
  };
}

/** What the graph of a network must have; null where the model lacks the network. */
export function graphOf(
  { encoder, decoder, latentChannels }: Pick<Contract, 'encoder' | 'decoder' | 'latentChannels'>,
  part: Part,
): GraphContract | null {
  if (part === 'encoder') return encoder ? encoderGraph({ encoder, latentChannels }) : null;
  return decoder ? decoderGraph({ decoder, latentChannels }) : null;
}

/** Whether the encoder takes the picture itself; edits of bands can then only change that picture. */
export function readsPicture({ encoder }: Pick<Contract, 'encoder'>): boolean {
  return encoder?.inputKind === 'image';
}

/** Whether a network of the model draws its own noise, so that its results are comparable with nothing, not even with themselves. */
export function isRandom({ encoder, decoder }: RandomParts): boolean {
  return encoder?.random === true || decoder?.random === true;
}
type RandomParts = { readonly [part in 'encoder' | 'decoder']?: Pick<NetworkFile, 'random'> | undefined };

/** What stands in the place of a comparison with PyTorch or of the GPU with the CPU. */
export const NOT_COMPARABLE = 'not comparable: this model draws its own noise';

export function writesPicture({ decoder }: Pick<Contract, 'decoder'>): boolean {
  return decoder?.output === 'image';
}

/** Whether the encoder gives a log-variance; without one a sample is the mean, and there is no sigma and no KL. */
export function hasVariance({ encoder }: Pick<Contract, 'encoder'>): boolean {
  return encoder !== undefined && encoder.output !== 'latent';
}

/** What asking for the log-variance, sigma or KL of such a model ends with. */
export function noVariance(): LabError {
  return new LabError('bad-setting', `${NO_VARIANCE} Look at its mean instead.`);
}

/** The page writes this over a view that has nothing to show. */
export const NO_VARIANCE_HERE = 'Not there: the encoder gives the mean alone.';

export const NO_VARIANCE =
  'The encoder of this model gives the mean alone: there is no log-variance, no sigma and no KL.';

/**
 * What a run with a model does where it cannot do what is set: an encoder that reads the picture can only be given an
 * edited picture, and without a variance a sample is the mean.
 */
export function settingsFor(settings: Settings, model: Pick<Contract, 'encoder'>): Settings {
  return {
    ...settings,
    ...(readsPicture(model) && { bandsMode: 'picture' }),
    ...(!hasVariance(model) && { posterior: 'mean' }),
  };
}

/**
 * What the sides of padded pictures are multiples of, in pixels: three levels of bands, the latent and the networks' own
 * sizes all come out even. All are powers of two, so the largest is a multiple of the others.
 */
export function paddingOf({ downscale, multiple = downscale }: Pick<Contract, 'downscale' | 'multiple'>): number {
  return Math.max(TILE, downscale, multiple);
}

/** Pixels in [-1, 1] to what a network reads; null where that is the same. */
export function toRange({ range: [low] }: Pick<Contract, 'range'>): Affine | null {
  return low === -1 ? null : { gain: 0.5, offset: 0.5 };
}

/** Pixels as a network writes them to [-1, 1]. */
export function fromRange({ range: [low] }: Pick<Contract, 'range'>): Affine | null {
  return low === -1 ? null : { gain: 2, offset: -1 };
}

/** The latent as it is shown, (z - shift) * scale, to z, which the decoder reads. */
export function toNetworkLatent({ latent: { scale, shift } }: Pick<Contract, 'latent'>): Affine | null {
  if (isEverywhere(scale, 1) && isEverywhere(shift, 0)) return null;
  return { gain: perChannel((value) => 1 / value, scale), offset: shift };
}

/** z, which networks know, to the latent as it is shown. */
export function toShownLatent({ latent: { scale, shift } }: Pick<Contract, 'latent'>): Affine | null {
  if (isEverywhere(scale, 1) && isEverywhere(shift, 0)) return null;
  return { gain: scale, offset: perChannel((by, from) => -from * by, scale, shift) };
}

/** What of a model does not fit this page, to follow its name in a sentence; null when all of it does. */
export function contractFault(model: Contract): string | null {
  const { latentChannels, downscale, multiple = 8, levels, wavelet, encoder, decoder, latent } = model;
  if (!Number.isInteger(latentChannels) || latentChannels < 1) return 'has no latentChannels';
  if (latentChannels > MAX_LATENT_CHANNELS)
    return `has ${latentChannels} channels in its latent, and this page shows up to ${MAX_LATENT_CHANNELS}`;
  if (!DOWNSCALES.includes(downscale))
    return `makes pictures ${String(downscale)} times smaller, and this page runs models that make them 8, 16, 32 or 64 times smaller`;
  if (![8, 16, 32, 64].includes(multiple))
    return `takes pictures whose sides are multiples of ${String(multiple)}, and this page pads to 8, 16, 32 or 64`;
  if (levels !== 3 || wavelet !== 'haar')
    return 'does not name three levels of the Haar wavelet, which this page shows for every model';
  return (
    (encoder || decoder ? null : 'has neither an encoder nor a decoder') ??
    (encoder ? encoderFault(encoder) : null) ??
    (decoder ? decoderFault(decoder) : null) ??
    sizeFault('encoder', encoder, downscale) ??
    sizeFault('decoder', decoder, downscale) ??
    randomFault('encoder', encoder) ??
    randomFault('decoder', decoder) ??
    rangeFault(model) ??
    latentFault(latent, latentChannels)
  );
}

function encoderFault({ inputKind, inputs, output }: EncoderFile): string | null {
  const count = { bands: 3, image: 1 }[inputKind] as number | undefined;
  if (count === undefined)
    return `has an encoder that reads "${String(inputKind)}", and this page knows "bands" and "image"`;
  if (!Array.isArray(inputs) || inputs.length !== count || !inputs.every(isName)) {
    return `needs the names of the ${count === 1 ? 'one input' : `${count} inputs`} of its encoder`;
  }
  if (output !== 'moments' && output !== 'latent')
    return `has an encoder that gives "${String(output)}", and this page knows "moments" and "latent"`;
  return null;
}

function decoderFault({ output }: DecoderFile): string | null {
  if (output === 'coefficients' || output === 'image') return null;
  return `has a decoder that gives "${String(output)}", and this page knows "coefficients" and "image"`;
}

function sizeFault(part: string, network: NetworkFile | undefined, downscale: number): string | null {
  if (network?.fixedSize === undefined) return null;
  const isSide = (side: unknown): boolean =>
    Number.isInteger(side) && Number(side) > 0 && Number(side) % downscale === 0;
  const { width, height } = (network.fixedSize as FixedSize | null) ?? {};
  return isSide(width) && isSide(height)
    ? null
    : `has a fixedSize of its ${part} that is no width and height of whole multiples of ${downscale}`;
}

function randomFault(part: string, network: NetworkFile | undefined): string | null {
  return ['undefined', 'boolean'].includes(typeof network?.random)
    ? null
    : `has a "random" of its ${part} that is neither true nor false`;
}

function rangeFault(model: Contract): string | null {
  const { range } = model;
  const [low, high] = Array.isArray(range) ? range : [];
  if ((low !== -1 && low !== 0) || high !== 1) return 'has a range of pixels that is neither [-1, 1] nor [0, 1]';
  if (low === -1 || readsPicture(model) || writesPicture(model)) return null;
  return 'has the range [0, 1], but reads bands and writes coefficients, which are always those of a picture in [-1, 1]';
}

function latentFault(latent: Contract['latent'] | undefined, channels: number): string | null {
  const { mean, std, pca, scale, shift } = latent ?? ({} as Partial<Contract['latent']>);
  const rows = [mean, std, ...(pca ?? [])];
  if (pca?.length !== 3 || rows.some((row) => row?.length !== channels)) {
    return `needs latent mean, std and a pca of 3 x ${channels} numbers`;
  }
  if (!areNumbers(scale, (value) => value > 0) || !areNumbers(shift, () => true))
    return 'needs a latent scale above 0 and a latent shift';
  const rowsOf = { scale, shift };
  for (const [name, value] of Object.entries(rowsOf)) {
    if (typeof value !== 'number' && value.length !== channels)
      return `has ${value.length} values of latent ${name}, and ${channels} channels`;
  }
  return null;
}

function areNumbers(value: unknown, isRight: (each: number) => boolean): value is PerChannel {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.every((each) => typeof each === 'number' && Number.isFinite(each) && isRight(each));
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
