import { bad, checkFields, isRecord, numberRule, oneOf, shown, wholeRule, type Rule } from './checks';

/** Blends the latent with the second picture's (latent-edits.ts has the formulas). */
export interface LatentMix {
  /** Share of the second picture, 0..1. */
  readonly amount: number;
  readonly mode: 'linear' | 'spherical';
}

/** A rectangle of the second picture's latent, in cells (f x f pixels, with the model's downscale f); what lies outside is cut off. */
export interface LatentPaste {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
  readonly width: number;
  readonly height: number;
}

/** A channel becomes gain * (channel `from`) + offset. */
export interface ChannelEdit {
  /** -8..8; 0 zeroes the channel. */
  readonly gain: number;
  /** Units of the latent, -64..64. */
  readonly offset: number;
  /** Index of the channel that is read; its own by default. */
  readonly from: number;
}

/** Adds an amount to a rectangle of cells, of one channel or of all. */
export interface LatentPoke {
  readonly channel: number | 'all';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Units of the latent, -64..64. */
  readonly amount: number;
}

export const NOISE_SCHEDULES = ['added', 'flow', 'cosine', 'linear'] as const;
export type NoiseSchedule = (typeof NOISE_SCHEDULES)[number];

/** In words, before 'schedule'. */
export const SCHEDULE_NAMES: Readonly<Record<Exclude<NoiseSchedule, 'added'>, string>> = {
  flow: 'rectified-flow',
  cosine: 'DDPM cosine',
  linear: 'DDPM linear',
};

/** Normal noise on all values (core/math/latent-noise.ts has the formulas). */
export interface LatentNoise {
  /** 'added' keeps the latent; the others are those of diffusion, which fade it out. */
  readonly schedule: NoiseSchedule;
  /** Standard deviations of each channel for 'added', 0..4; else the time, 0 for none to 1. */
  readonly amount: number;
  /** A whole number in 0..2^32-1. */
  readonly seed: number;
}

export const LATENT_BITS = [2, 3, 4, 6, 8, 16] as const;
export type LatentBits = (typeof LATENT_BITS)[number];

/** Edits of the latent, in the order in which they are made; what is left out is not done. */
export interface LatentEdits {
  readonly mix?: LatentMix;
  readonly paste?: LatentPaste;
  /** The key is the index of the channel that is written. */
  readonly channels?: Readonly<Record<number, ChannelEdit>>;
  readonly pokes?: readonly LatentPoke[];
  readonly noise?: LatentNoise;
  /** Bits of a value after uniform quantisation of each channel. */
  readonly bits?: LatentBits;
}

/** What scripts may pass: edits of channels may be partial, and undefined stands for what is left out. */
export interface LatentPatch {
  readonly mix?: LatentMix | undefined;
  readonly paste?: LatentPaste | undefined;
  readonly channels?: Readonly<Record<number, Partial<ChannelEdit>>> | undefined;
  readonly pokes?: readonly LatentPoke[] | undefined;
  readonly noise?: LatentNoise | undefined;
  readonly bits?: LatentBits | undefined;
}

/** The largest channel that an edit may name, for any model. Edits of channels that the present model does not have do nothing. */
const MAX_CHANNEL = 255;
/** Cells along a side of the largest picture, 8192 pixels, at the smallest downscale. */
export const MAX_CELLS = 1024;
/** Links carry every poke. */
export const MAX_POKES = 64;

const place = wholeRule(0, MAX_CELLS - 1);
const size = wholeRule(1, MAX_CELLS);
const channel = wholeRule(0, MAX_CHANNEL);
const units = numberRule(-64, 64);

type Rules<T> = { readonly [K in keyof T]-?: Rule };

const PARTS: Rules<LatentEdits> = {
  mix: optional(isRecord, 'an object'),
  paste: optional(isRecord, 'an object'),
  channels: optional(isRecord, 'an object'),
  pokes: optional((value) => Array.isArray(value) && value.length <= MAX_POKES, `a list of at most ${MAX_POKES}`),
  noise: optional(isRecord, 'an object'),
  bits: optional(oneOf(...LATENT_BITS), `${LATENT_BITS.slice(0, -1).join(', ')} or ${LATENT_BITS.at(-1)}`),
};
const MIX: Rules<LatentMix> = {
  amount: numberRule(0, 1),
  mode: { ok: oneOf('linear', 'spherical'), says: "'linear' or 'spherical'" },
};
const PASTE: Rules<LatentPaste> = { fromX: place, fromY: place, toX: place, toY: place, width: size, height: size };
const NOISE: Rules<LatentNoise> = {
  schedule: {
    ok: oneOf(...NOISE_SCHEDULES),
    says: `'${NOISE_SCHEDULES.slice(0, -1).join("', '")}' or '${NOISE_SCHEDULES.at(-1)}'`,
  },
  amount: numberRule(0, 4),
  seed: wholeRule(0, 2 ** 32 - 1),
};
const TIMED_NOISE: Rules<LatentNoise> = { ...NOISE, amount: numberRule(0, 1) };
const CHANNEL: Rules<ChannelEdit> = { gain: numberRule(-8, 8), offset: units, from: channel };
const POKE: Rules<LatentPoke> = {
  channel: { ok: (value) => value === 'all' || channel.ok(value), says: `'all' or ${channel.says}` },
  x: place,
  y: place,
  width: size,
  height: size,
  amount: units,
};

function optional(ok: Rule['ok'], says: string): Rule {
  return { ok: (value) => value === undefined || ok(value), says };
}

/** Whether a channel stays as it is. */
export function isIdentityChannel(index: number, { gain, offset, from }: ChannelEdit): boolean {
  return gain === 1 && offset === 0 && from === index;
}

/** Whether any edit is there; those of settings are only kept when they change something. */
export function hasLatentEdits(edits: LatentEdits): boolean {
  return Object.values(edits).some((part) => part !== undefined);
}

/** Whether an edit reads the second picture's latent. */
export function latentReadsSecond({ mix, paste }: LatentEdits): boolean {
  return mix !== undefined || paste !== undefined;
}

/**
 * Checked edits with every field; those that change nothing are dropped. Fields always come in the same order, so
 * that equal edits have equal JSON.
 * @throws LabError 'bad-setting'
 */
export function completeLatent(patch: LatentPatch): LatentEdits {
  checkFields('The setting "latent"', patch, PARTS);
  const { mix, paste, channels, pokes, noise, bits } = patch;
  if (mix) checkFields('The mix of the latent', mix, MIX, true);
  if (paste) checkFields('The paste of the latent', paste, PASTE, true);
  pokes?.forEach((poke, index) => checkFields(`Poke ${index + 1} of the latent`, poke, POKE, true));
  if (noise) checkFields('The noise of the latent', noise, noise.schedule === 'added' ? NOISE : TIMED_NOISE, true);
  const edited = channels && completeChannels(channels);
  const felt = pokes?.filter(({ amount }) => amount !== 0);
  return {
    ...(mix && mix.amount !== 0 ? { mix: inOrder(mix, MIX) } : {}),
    ...(paste ? { paste: inOrder(paste, PASTE) } : {}),
    ...(edited && Object.keys(edited).length > 0 ? { channels: edited } : {}),
    ...(felt && felt.length > 0 ? { pokes: felt.map((poke) => inOrder(poke, POKE)) } : {}),
    ...(noise && noise.amount !== 0 ? { noise: inOrder(noise, NOISE) } : {}),
    ...(bits === undefined ? {} : { bits }),
  };
}

function completeChannels(channels: NonNullable<LatentPatch['channels']>): Record<number, ChannelEdit> {
  const complete: Record<number, ChannelEdit> = {};
  for (const [key, partial] of Object.entries(channels)) {
    const index = Number(key);
    if (String(index) !== key || !channel.ok(index)) {
      throw bad(`A channel of the latent is ${channel.says}, not ${shown(key)}.`);
    }
    checkFields(`The edit of channel ${key}`, partial, CHANNEL);
    const edit = { gain: 1, offset: 0, from: index, ...partial };
    if (!isIdentityChannel(index, edit)) complete[index] = edit;
  }
  return complete;
}

function inOrder<T extends object>(value: T, rules: Rules<T>): T {
  return Object.fromEntries(Object.keys(rules).map((key) => [key, value[key as keyof T]])) as T;
}
