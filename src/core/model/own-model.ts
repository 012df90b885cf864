import { isSamePerChannel, ofChannel, type PerChannel } from '../math/affine';
import { contractFault } from './contract';
import { asRecord } from '../files/json-kinds';
import { bad, checkFields, inRange, oneOf, type Rule } from '../settings/checks';
import { LabError } from '../errors';
import type { DecoderFile, Downscale, EncoderFile, FixedSize, LatentFacts, ModelEntry, NetworkFile } from './manifest';
import type { Finding } from './model-contract';
import { OWN_FILE, OWN_ID } from './own-ids';
import { summaryOf } from './own-summary';
import type { Known } from './presets';

/** Models that people add themselves: what crosses between page and worker about them, and how an entry comes about. */

export interface OwnFile {
  /** With the folders that it was found in before it: 'vae_encoder/model.onnx'. */
  readonly name: string;
  readonly data: Blob;
  /** What a person says that it is; absent where it is told from the file. */
  readonly as?: ToldRole;
}

/** 'none': it is left out. */
export type ToldRole = 'encoder' | 'decoder' | 'none';

/** What one of the files is, as far as it could be told. 'aside': of no use here, and nothing wrong with it. */
export interface FileReport {
  readonly name: string;
  readonly bytes: number;
  readonly role:
    'encoder' | 'decoder' | 'network' | 'weights' | 'manifest' | 'configuration' | 'parity' | 'aside' | null;
  /** A sentence: what it takes and gives, or why it is of no use here. */
  readonly says: string;
  /** What to store, where that is not the file itself: a graph put together with its weights. */
  readonly whole?: Blob;
}

/** What a manifest said, and what of it may be taken over. */
export type OwnManifest = Partial<
  Pick<
    ModelEntry,
    'title' | 'summary' | 'revision' | 'range' | 'trainedOn' | 'license' | 'licenseUrl' | 'quality' | 'norm'
  >
> & {
  readonly latentChannels?: number;
  readonly encoder: Partial<EncoderFile>;
  readonly decoder: Partial<DecoderFile>;
  readonly latent: Partial<LatentFacts>;
  readonly parity?: { readonly sha256?: string };
  readonly downscale?: number;
};

export type Range = ModelEntry['range'];
type Measured<T> = Omit<T, 'file' | 'variants'>;

/** Networks that fit, two or one: everything of an entry that does not have to be asked. */
export interface CheckedModel {
  readonly encoder?: Measured<EncoderFile>;
  readonly decoder?: Measured<DecoderFile>;
  readonly parity?: Pick<NetworkFile, 'bytes' | 'sha256'>;
  readonly latentChannels: number;
  readonly downscale: Downscale;
  /** Absent where it is no more than the downscale. */
  readonly multiple?: ModelEntry['multiple'];
  readonly norm: ModelEntry['norm'];
  readonly weights: 'fp16' | 'fp32';
  /** Sizes of the test pictures that both networks ran at, in pixels; absent of one network alone. */
  readonly ranAt?: readonly FixedSize[];
  readonly computes?: ModelEntry['computes'];
  readonly manifest: OwnManifest | null;
  /** What configurations and presets say; absent where nothing was looked for. */
  readonly known?: Known;
  readonly measured: ModelMeasures;
}

/** What the check measured by running the networks. */
export interface ModelMeasures {
  /** What it was measured on, such as '5 sample pictures'. */
  readonly on: string;
  /** Facts of the mean as the encoder gives it, before scale and shift. */
  readonly latent: Pick<LatentFacts, 'mean' | 'std' | 'pca'>;
  /** The range that was used; where none was given, the one with the better reconstructions. */
  readonly range: Range;
  /** Quality of the reconstructions, as means over the pictures; identical ones count as 100 dB. NaN of one network alone. */
  readonly psnr: number;
  readonly ssim: number;
  /** PSNR in dB of a few pictures with either range; null where pixels neither go in nor out. */
  readonly byRange: { readonly signed: number; readonly unit: number } | null;
}

/** Everything that the check has to say. */
export interface ModelReport {
  readonly files: readonly FileReport[];
  readonly missing: readonly ('encoder' | 'decoder')[];
  /** Whether the noise that a graph draws can be taken out; absent where none draws. */
  readonly noise?: 'removable' | 'stuck';
  readonly findings: readonly Finding[];
  /** Null as long as something is missing or does not fit. */
  readonly model: CheckedModel | null;
}

export interface InspectAsk {
  /** Range of pixels, where it is known. */
  readonly range: Range | null;
  /** Noise that graphs draw is left in. */
  readonly random: boolean;
  /** Addresses of pictures to measure on. */
  readonly samples: readonly string[];
}

export interface InspectProgress {
  /** What goes on, as a sentence without its full stop. */
  readonly text: string;
  /** 0..1 */
  readonly share: number;
}

/** What is asked where no manifest says it. */
export interface OwnAnswers {
  readonly title: string;
  readonly range: Range;
  readonly scale: PerChannel;
  readonly shift: PerChannel;
  readonly license: string;
  /** Noise that graphs draw is left in. */
  readonly random: boolean;
}

export const MAX_TITLE = 80;
const isText = (most: number): Rule => ({
  ok: (value) => typeof value === 'string' && value.length <= most,
  says: `text of at most ${most} characters`,
});
const RANGES = {
  ok: (value: unknown) => oneOf('-1,1', '0,1')(String(value)) && Array.isArray(value),
  says: '[-1, 1] or [0, 1]',
};
const ANSWER_RULES: { readonly [K in keyof OwnAnswers]: Rule } = {
  title: isText(MAX_TITLE),
  range: RANGES,
  license: isText(400),
  random: { ok: (value) => typeof value === 'boolean', says: 'true or false' },
  scale: perChannelRule(1e-6, 1e6, 'a number from 0.000001 to 1000000'),
  shift: perChannelRule(-1e6, 1e6, 'a number from -1000000 to 1000000'),
};

function perChannelRule(low: number, high: number, says: string): Rule {
  const isRight = inRange(low, high);
  const ok: Rule['ok'] = (value) => (Array.isArray(value) ? value.every(isRight) : isRight(value));
  return { ok, says: `${says}, or a list of such numbers, one for each channel` };
}

/** @throws LabError 'bad-setting' for an unknown or wrong answer */
export function checkAnswers(answers: unknown): asserts answers is Partial<OwnAnswers> {
  checkFields<OwnAnswers>('The answers about a model', answers, ANSWER_RULES);
}

/**
 * The entry of the list of models.
 * @param digest SHA-256 of identityOf() of own-answers.ts, lower-case hex
 * @throws LabError 'model-unsupported' where this page does not run it after all
 */
export function entryOf(model: CheckedModel, answers: OwnAnswers, digest: string): ModelEntry {
  const { encoder, decoder, parity, latentChannels, downscale, multiple, norm, weights, computes, manifest } = model;
  const { range, scale, shift, license } = answers;
  const title = answers.title.trim() || 'Own model';
  const taken = <T extends keyof OwnManifest>(key: T) =>
    manifest?.[key] === undefined ? {} : { [key]: manifest[key] };
  const entry: ModelEntry = {
    id: OWN_ID + digest.slice(0, 12),
    revision: manifest?.revision ?? '1',
    title,
    summary: manifest?.summary ?? summaryOf(model, range),
    latentChannels,
    downscale,
    ...(multiple && { multiple }),
    levels: 3,
    wavelet: 'haar',
    norm,
    range,
    ...(weights === 'fp32' && { weights }),
    ...(computes && { computes }),
    ...(encoder && { encoder: { ...encoder, file: OWN_FILE + encoder.sha256 } }),
    ...(decoder && { decoder: { ...decoder, file: OWN_FILE + decoder.sha256 } }),
    latent: latentFacts(model, scale, shift),
    ...(parity && { parity: { ...parity, file: OWN_FILE + parity.sha256 } }),
    ...qualityOf(model),
    trainedOn: manifest?.trainedOn ?? 'not said',
    license: license.trim() || 'not said',
    ...taken('licenseUrl'),
  };
  const fault = contractFault(entry);
  if (fault) throw new LabError('model-unsupported', `${title} ${fault}.`);
  return entry;
}

/** What the manifest says of both networks, else what was measured; nothing of one network alone. */
function qualityOf({ encoder, decoder, manifest, measured }: CheckedModel): Pick<ModelEntry, 'quality'> {
  if (!encoder || !decoder) return {};
  const { on, psnr, ssim } = measured;
  return {
    quality: manifest?.quality ?? { set: `${on} (measured here)`, psnr: round(psnr, 2), ssim: round(ssim, 3) },
  };
}

/** Those of the manifest, if it has all of them for this scale; else what was measured, in the units that are shown. */
function latentFacts({ encoder, manifest, measured }: CheckedModel, scale: PerChannel, shift: PerChannel): LatentFacts {
  const { mean, std, pca, scale: known = 1, shift: offset = 0 } = manifest?.latent ?? {};
  if (mean && std && pca && isSamePerChannel(known, scale) && isSamePerChannel(offset, shift))
    return { mean, std, pca, scale, shift };
  // What a decoder alone is assumed to read is N(0, 1) as it is shown.
  if (!encoder) return { ...measured.latent, scale, shift };
  return {
    mean: measured.latent.mean.map((value, at) => round((value - ofChannel(shift, at)) * ofChannel(scale, at), 5)),
    std: measured.latent.std.map((value, at) => round(value * ofChannel(scale, at), 5)),
    pca: measured.latent.pca,
    scale,
    shift,
  };
}

/** All files of a model in the browser's storage, by hash. */
export function ownHashes({ encoder, decoder, parity }: ModelEntry): string[] {
  return [encoder, decoder, parity].flatMap((file) => (file ? [file.sha256] : []));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits)) || 0;
}

/**
 * Reads a manifest: a list with these networks in it, or the entry of one model. It is only taken at its word where the files
 * do not say the same; the check compares the rest.
 * @param hashes of the dropped networks, to find theirs in a longer list
 * @throws LabError 'bad-setting' with a sentence
 */
export function readOwnManifest(json: unknown, hashes: readonly string[]): OwnManifest {
  const record = asRecord(json);
  const list = Array.isArray(record?.['models']) ? (record['models'] as unknown[]).map(asRecord) : [record];
  const hashOf = (entry: Record<string, unknown> | null, part: string) => asRecord(entry?.[part])?.['sha256'];
  const matching = list.filter((entry) =>
    ['encoder', 'decoder'].some((part) => hashes.includes(String(hashOf(entry, part)))),
  );
  const [entry] = matching.length > 0 ? matching : list;
  if (list.length > 1 && matching.length !== 1)
    throw bad(
      `It lists ${list.length} models, and the checksums of these files do not tell which one is meant. Leave one in it.`,
    );
  if (!entry || (!asRecord(entry['encoder']) && !asRecord(entry['decoder']) && entry['latentChannels'] === undefined)) {
    throw bad('It is no manifest of a model: it has neither "models" nor "encoder" and "decoder".');
  }
  return withoutOdd(entry);
}

const TEXTS = ['title', 'summary', 'revision', 'trainedOn', 'license'] as const;

/** Keys whose values are of the right kind. */
function withoutOdd(entry: Record<string, unknown>): OwnManifest {
  const texts = Object.fromEntries(
    TEXTS.flatMap((key) => (typeof entry[key] === 'string' && entry[key] !== '' ? [[key, entry[key]]] : [])),
  );
  const { range, latentChannels, downscale, norm, licenseUrl } = entry;
  const [encoder, decoder, latent, quality, parity] = ['encoder', 'decoder', 'latent', 'quality', 'parity'].map((key) =>
    asRecord(entry[key]),
  );
  const channels = Number(latentChannels);
  const isRow = (row: unknown): boolean =>
    Array.isArray(row) && row.length === channels && row.every((value) => Number.isFinite(value));
  const { mean, std, pca, scale, shift } = latent ?? {};
  const isWhole = isRow(mean) && isRow(std) && Array.isArray(pca) && pca.length === 3 && pca.every(isRow);
  return {
    ...texts,
    ...(typeof licenseUrl === 'string' && /^https?:/.test(licenseUrl) && { licenseUrl }),
    ...(RANGES.ok(range) && { range: range as Range }),
    ...(Number.isInteger(latentChannels) && { latentChannels: channels }),
    ...(Number.isInteger(downscale) && { downscale: downscale as number }),
    ...(['smc', 'group'].includes(String(norm)) && { norm: norm as ModelEntry['norm'] }),
    ...(quality &&
      typeof quality['psnr'] === 'number' &&
      typeof quality['ssim'] === 'number' &&
      typeof quality['set'] === 'string' && { quality: quality as unknown as NonNullable<ModelEntry['quality']> }),
    ...(parity && { parity }),
    encoder: (encoder ?? {}) as OwnManifest['encoder'],
    decoder: (decoder ?? {}) as OwnManifest['decoder'],
    latent: {
      ...(isWhole && { mean: mean as number[], std: std as number[], pca: pca as number[][] }),
      ...(ANSWER_RULES.scale.ok(scale) && { scale: scale as PerChannel }),
      ...(ANSWER_RULES.shift.ok(shift) && { shift: shift as PerChannel }),
    },
  };
}
