import { LabError } from '../errors';
import type { PerChannel } from '../math/affine';

/** public/models/manifest.json, version 1 (docs/models.md, "Model folder"). */
export interface Manifest {
  readonly version: 1;
  readonly default: string;
  readonly models: readonly ModelEntry[];
}

/** Pixels along a side of the picture for each place of a latent. */
export type Downscale = 8 | 16 | 32 | 64;

export interface ModelEntry {
  readonly id: string;
  readonly revision: string;
  readonly title: string;
  readonly summary: string;
  /** 1 to 128. */
  readonly latentChannels: number;
  readonly downscale: Downscale;
  /** Sides of pictures that the networks take, in pixels; the downscale where it is absent. */
  readonly multiple?: 8 | 16 | 32 | 64;
  readonly levels: 3;
  readonly wavelet: 'haar';
  readonly norm: 'smc' | 'group';
  /** The graphs compute in it, and not in float32: what goes in and comes out is cast. */
  readonly computes?: 'float16';
  /** How weights are stored, where it is not as float16. */
  readonly weights?: 'fp32';
  /** Range of the pixels that an encoder reads and a decoder writes; bands and coefficients are those of a picture in [-1, 1]. */
  readonly range: readonly [-1 | 0, 1];
  /** Absent of a decoder alone, whose runs begin at a latent. */
  readonly encoder?: EncoderFile;
  /** Absent of an encoder alone, whose runs end at the latent. One of both is there. */
  readonly decoder?: DecoderFile;
  readonly latent: LatentFacts;
  /** The tensors of one small picture as PyTorch computed them (src/core/model/parity.ts reads it). */
  readonly parity?: Pick<NetworkFile, 'file' | 'bytes' | 'sha256'>;
  readonly quality?: { readonly set: string; readonly psnr: number; readonly ssim: number };
  /** Name of the study that it was trained for (docs/studies.md); absent for a model that one would choose. */
  readonly study?: string;
  readonly trainedOn: string;
  readonly license: string;
  readonly licenseUrl?: string;
}

/** One with both networks. */
export type WholeModel = ModelEntry & Required<Pick<ModelEntry, 'encoder' | 'decoder'>>;

export interface NetworkFile {
  /** Path below the folder of the manifest. Models may name the same file. */
  readonly file: string;
  readonly bytes: number;
  /** Lower-case hex; also the key under which the file is cached. */
  readonly sha256: string;
  /** The same weights in other arithmetic; inputs and outputs stay float32. */
  readonly variants?: readonly {
    readonly precision: string;
    readonly file: string;
    readonly bytes: number;
    readonly sha256: string;
  }[];
  readonly parameters: number;
  /** Pixels of the picture that one output value depends on, along one side; absent where it is the whole picture, or not known. */
  readonly receptiveField?: number;
  /** It has operators that read the whole picture at once, such as normalisation over all of it or attention. */
  readonly global?: boolean;
  readonly activations?: Activations;
  /** The only size of the picture that the graph takes; absent where height and width are open. */
  readonly fixedSize?: FixedSize;
  /** Its graph draws noise, and is run as it is: equal settings give other results each time. */
  readonly random?: boolean;
}

/** In pixels of the picture, also for a network that reads its latent. */
export interface FixedSize {
  readonly width: number;
  readonly height: number;
}

export function sizeText({ width, height }: FixedSize): string {
  return `${width} × ${height}`;
}

/** What a network keeps, read off its graph. */
export interface Activations {
  /** Float32 bytes for each pixel of the picture: the most at a time, and the largest tensor. */
  readonly peak: number;
  readonly largest: number;
  /** The graph names the sizes of all that it makes, so that a runtime can plan which results share a buffer. */
  readonly namedSizes?: boolean;
}

export interface EncoderFile extends NetworkFile {
  /** Three levels of bands, or the padded picture [1,3,H,W]. */
  readonly inputKind: 'bands' | 'image';
  /** Names of the graph's inputs: levels 1, 2 and 3, or the one picture. */
  readonly inputs: readonly string[];
  /** Mean and log-variance [1,2nz,H/f,W/f] with the downscale f, or the mean alone [1,nz,H/f,W/f]. */
  readonly output: 'moments' | 'latent';
  /** Name of the graph's output; that of `output` where it is absent. */
  readonly outputName?: string;
}

export interface DecoderFile extends NetworkFile {
  /** Name of the graph's input [1,nz,H/f,W/f] with the downscale f; 'latent' where it is absent. */
  readonly input?: string;
  /** Level-1 bands [1,12,H/2,W/2] of the reconstruction, or its pixels [1,3,H,W]. */
  readonly output: 'coefficients' | 'image';
  /** Name of the graph's output; that of `output` where it is absent. */
  readonly outputName?: string;
}

/** The networks that a model has: encoder, decoder, or both. */
export function networksOf({ encoder, decoder }: Pick<ModelEntry, 'encoder' | 'decoder'>): NetworkFile[] {
  return [encoder, decoder].filter((network) => network !== undefined);
}

/** Bytes of the files of a model's networks. */
export function bytesOfNetworks(model: Pick<ModelEntry, 'encoder' | 'decoder'>): number {
  return networksOf(model).reduce((sum, network) => sum + network.bytes, 0);
}

/** What stands beside the title of a model that has one network; '' of others. */
export function aloneWords({ encoder, decoder }: { readonly encoder?: object; readonly decoder?: object }): string {
  if (encoder && decoder) return '';
  return decoder ? 'decoder alone' : 'encoder alone';
}

/** Statistics of the latent over the training pictures, one value a channel, in the units in which it is shown. */
export interface LatentFacts {
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Three directions in latent space, shown as red, green and blue: [3][latentChannels]. */
  readonly pca: readonly (readonly number[])[];
  /** The networks know the latent as z; what is shown, edited and read is (z - shift) * scale. Lists have a number for each channel. */
  readonly scale: PerChannel;
  readonly shift: PerChannel;
}

/** The hashes of all files that a manifest names, variants included. */
export function hashesOf(manifest: Manifest): string[] {
  const found: string[] = [];
  JSON.stringify(manifest, (key, value: unknown) => {
    if (key === 'sha256' && typeof value === 'string') found.push(value);
    return value;
  });
  return found;
}

export function findModel(manifest: Manifest, id: string): ModelEntry {
  const model = manifest.models.find((entry) => entry.id === id);
  if (model) return model;
  const known = manifest.models.map((entry) => entry.id).join(', ');
  throw new LabError('model-missing', `There is no model "${id}". This page has: ${known}.`);
}
