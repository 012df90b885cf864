import { BAND_KEYS, NO_EDIT, isIdentityEdit, type BandEdit, type BandKey } from './bands';
import { LabError } from './errors';

/** Everything that a person can set and a script can pass to window.litevae.set (docs/scripting.md). */
export interface Settings {
  /** Id of a model of the manifest; '' stands for its default. */
  readonly model: string;
  readonly backend: 'auto' | 'webgpu' | 'wasm';
  readonly precision: 'auto' | 'fp32' | 'fp16';
  /** Longest side in pixels at which a picture is worked on, 8..8192. */
  readonly maxSide: number;
  /** What shows through transparent pixels: a grey checkerboard, or a colour as #rrggbb. */
  readonly matte: 'checker' | `#${string}`;
  /** Edits of what the encoder reads; bands that are not named stay as they are. */
  readonly bands: Readonly<Partial<Record<BandKey, BandEdit>>>;
  readonly posterior: 'mean' | 'sample';
  /** Factor on the noise of a sample, 0..4. */
  readonly temperature: number;
  /** Seed of the noise, a whole number in 0..2^32-1. */
  readonly seed: number;
}

/** What scripts may pass: some keys, with each band edit partial. */
export type SettingsPatch = Partial<Omit<Settings, 'bands'>> & {
  readonly bands?: Readonly<Partial<Record<BandKey, Partial<BandEdit>>>>;
};

export const DEFAULT_MAX_SIDE = 1024;
/** Phones have less memory and slower GPUs. */
export const PHONE_MAX_SIDE = 512;

export function defaultSettings(): Settings {
  return {
    model: '', backend: 'auto', precision: 'auto', maxSide: DEFAULT_MAX_SIDE, matte: 'checker',
    bands: {}, posterior: 'mean', temperature: 1, seed: 0,
  };
}

type Check = (value: unknown) => boolean;

const oneOf = (...allowed: unknown[]): Check => (value) => allowed.includes(value);
const inRange = (low: number, high: number): Check => (value) =>
  typeof value === 'number' && value >= low && value <= high;
const wholeIn = (low: number, high: number): Check => (value) => inRange(low, high)(value) && Number.isInteger(value);

const CHECKS: { readonly [K in keyof Settings]: { readonly ok: Check; readonly says: string } } = {
  model: { ok: (value) => typeof value === 'string', says: 'the id of a model' },
  backend: { ok: oneOf('auto', 'webgpu', 'wasm'), says: "'auto', 'webgpu' or 'wasm'" },
  precision: { ok: oneOf('auto', 'fp32', 'fp16'), says: "'auto', 'fp32' or 'fp16'" },
  maxSide: { ok: wholeIn(8, 8192), says: 'a whole number from 8 to 8192' },
  matte: {
    ok: (value) => value === 'checker' || (typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value)),
    says: "'checker' or a colour such as '#808080'",
  },
  bands: { ok: (value) => typeof value === 'object' && value !== null && !Array.isArray(value), says: 'an object' },
  posterior: { ok: oneOf('mean', 'sample'), says: "'mean' or 'sample'" },
  temperature: { ok: inRange(0, 4), says: 'a number from 0 to 4' },
  seed: { ok: wholeIn(0, 2 ** 32 - 1), says: 'a whole number from 0 to 4294967295' },
};

const EDIT_CHECKS: { readonly [K in keyof BandEdit]: { readonly ok: Check; readonly says: string } } = {
  gain: { ok: inRange(-8, 8), says: 'a number from -8 to 8' },
  threshold: { ok: inRange(0, 1), says: 'a number from 0 to 1' },
  mute: { ok: (value) => typeof value === 'boolean', says: 'true or false' },
};

/**
 * The settings after a patch. `bands` replaces the whole set of edits, and each edit is completed with
 * gain 1, threshold 0, mute false; edits that change nothing are dropped.
 * @throws LabError 'bad-setting' for an unknown key or a value out of range; `current` is never changed.
 */
export function applyPatch(current: Settings, patch: SettingsPatch): Settings {
  if (typeof patch !== 'object' || patch === null) throw bad('Settings are an object, such as { seed: 1 }.');
  for (const [key, value] of Object.entries(patch)) {
    const check = Object.hasOwn(CHECKS, key) ? CHECKS[key as keyof Settings] : undefined;
    if (!check) throw bad(`There is no setting "${key}". Known: ${Object.keys(CHECKS).join(', ')}.`);
    if (!check.ok(value)) throw bad(`The setting "${key}" is ${check.says}, not ${shown(value)}.`);
  }
  const { bands, ...rest } = patch;
  return { ...current, ...rest, bands: bands ? completeEdits(bands) : current.bands };
}

function completeEdits(bands: NonNullable<SettingsPatch['bands']>): Settings['bands'] {
  const complete: Partial<Record<BandKey, BandEdit>> = {};
  for (const [key, partial] of Object.entries(bands)) {
    if (!(BAND_KEYS as readonly string[]).includes(key)) {
      throw bad(`There is no band "${key}". Bands are named like "1.H.R": level, orientation, colour.`);
    }
    if (typeof partial !== 'object' || partial === null) throw bad(`The edit of band "${key}" is an object.`);
    for (const [field, value] of Object.entries(partial)) {
      const check = Object.hasOwn(EDIT_CHECKS, field) ? EDIT_CHECKS[field as keyof BandEdit] : undefined;
      if (!check) throw bad(`An edit has gain, threshold and mute, not "${field}".`);
      if (!check.ok(value)) throw bad(`"${field}" of band "${key}" is ${check.says}, not ${shown(value)}.`);
    }
    const edit = { ...NO_EDIT, ...partial };
    if (!isIdentityEdit(edit)) complete[key as BandKey] = edit;
  }
  return complete;
}

/** JSON throws at what scripts may pass by mistake: BigInt, and objects that hold themselves. */
function shown(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

function bad(message: string): LabError {
  return new LabError('bad-setting', message);
}

/** The keys that differ from the defaults, as a URL fragment without '#': 'settings=' and JSON. '' if none do. */
export function toFragment(settings: Settings, defaults: Settings = defaultSettings()): string {
  const differing = Object.entries(settings).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults[key as keyof Settings]),
  );
  if (differing.length === 0) return '';
  return `settings=${encodeURIComponent(JSON.stringify(Object.fromEntries(differing)))}`;
}

/**
 * Reads what toFragment wrote.
 * @throws LabError 'bad-setting' when the fragment is damaged or names settings that do not exist.
 */
export function fromFragment(fragment: string, defaults: Settings = defaultSettings()): Settings {
  const json = new URLSearchParams(fragment.replace(/^#/, '')).get('settings');
  if (json === null) return defaults;
  let patch: SettingsPatch;
  try {
    patch = JSON.parse(json) as SettingsPatch;
  } catch {
    throw bad('The settings in this link are damaged, so the defaults are used.');
  }
  return applyPatch(defaults, patch);
}
