/**
 * Names and indices of the Haar sub-bands. A band tensor of level l has shape [1, 12, H/2^l, W/2^l];
 * channel = orientation * 3 + colour (docs/numbers.md, "The Haar transform").
 */
export const LEVELS = [1, 2, 3] as const;
export const ORIENTATIONS = ['A', 'H', 'V', 'D'] as const;
export const COLOURS = ['R', 'G', 'B'] as const;

export type Level = (typeof LEVELS)[number];
export type Orientation = (typeof ORIENTATIONS)[number];
export type Colour = (typeof COLOURS)[number];
export type BandKey = `${Level}.${Orientation}.${Colour}`;

export const CHANNELS_PER_LEVEL = ORIENTATIONS.length * COLOURS.length;
/** Pictures are padded to a multiple of this, so that three levels of halving stay whole. */
export const TILE = 8;

export const ORIENTATION_NAMES: Record<Orientation, string> = {
  A: 'approximation',
  H: 'horizontal detail',
  V: 'vertical detail',
  D: 'diagonal detail',
};

/**
 * What an edit does to a value x of a band, or with `swap` of the second picture's band:
 * mute ? 0 : gain * sign(x) * max(|x| - threshold, 0).
 */
export interface BandEdit {
  /** Factor, -8..8. */
  readonly gain: number;
  /** Soft threshold in the units of the band, 0..1. */
  readonly threshold: number;
  readonly mute: boolean;
  /** Takes the values of the second picture first. */
  readonly swap: boolean;
}

export const NO_EDIT: BandEdit = { gain: 1, threshold: 0, mute: false, swap: false };

export function bandKey(level: Level, orientation: Orientation, colour: Colour): BandKey {
  return `${level}.${orientation}.${colour}`;
}

export function channelIndex(orientation: Orientation, colour: Colour): number {
  return ORIENTATIONS.indexOf(orientation) * COLOURS.length + COLOURS.indexOf(colour);
}

/** All 36 keys, level by level, in channel order. */
export const BAND_KEYS: readonly BandKey[] = LEVELS.flatMap((level) =>
  ORIENTATIONS.flatMap((orientation) => COLOURS.map((colour) => bandKey(level, orientation, colour))),
);

export function isSameEdit(first: BandEdit, second: BandEdit): boolean {
  return (Object.keys(NO_EDIT) as (keyof BandEdit)[]).every((field) => first[field] === second[field]);
}

export function isIdentityEdit(edit: BandEdit): boolean {
  return isSameEdit(edit, NO_EDIT);
}
