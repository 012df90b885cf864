import { BAND_KEYS, NO_EDIT, isIdentityEdit, type BandEdit, type BandKey } from '../math/bands';
import {
  bad,
  checkFields,
  flagRule,
  isRecord,
  numberRule,
  oneOf,
  shown,
  wholeIn,
  wholeRule,
  type Rule,
} from './checks';
import { completeLatent, type LatentEdits, type LatentPatch } from './latent-settings';

/** Everything that a person can set and a script can pass to window.litevae.set (docs/scripting.md). */
export interface Settings {
  /** Id of a model of the manifest; '' stands for its default. */
  readonly model: string;
  readonly backend: 'auto' | 'webgpu' | 'wasm';
  readonly precision: 'auto' | 'fp32' | 'fp16';
  /** Longest side in pixels at which a picture is worked on, 8..8192. */
  readonly maxSide: number;
  /**
   * How it gets there. 'area': by core/scale, the same in every browser; 'browser': by the canvas of this one, at its best
   * quality.
   */
  readonly scaling: 'area' | 'browser';
  /** What shows through transparent pixels: a grey checkerboard, or a colour as #rrggbb. */
  readonly matte: 'checker' | `#${string}`;
  /** Edits of sub-bands; those that are not named stay as they are. */
  readonly bands: Readonly<Partial<Record<BandKey, BandEdit>>>;
  /**
   * What edits of bands mean. 'network': each band of what the encoder reads, by itself. 'picture': the pyramid is
   * turned back into a picture, and that one is transformed again; A of levels 1 and 2 then comes from the others.
   */
  readonly bandsMode: 'network' | 'picture';
  readonly posterior: 'mean' | 'sample';
  /** Factor on the noise of a sample, 0..4. */
  readonly temperature: number;
  /** Seed of the noise, a whole number in 0..2^32-1. */
  readonly seed: number;
  /** Edits of the latent between posterior and decoder. */
  readonly latent: LatentEdits;
  /**
   * Whether the networks run tile by tile. 'auto': where the whole picture is forecast not to fit; a number: always, with
   * tiles of at most that many pixels a side, a multiple of 8 in 16..4096.
   */
  readonly tiles: 'auto' | 'off' | number;
  /** What an encoder's tile reads around itself: all that can reach it, or as little as a measurement allows. */
  readonly encoderHalo: 'exact' | 'measured';
  /** Bytes that a run may take on the device, in units of 10^6, 256..65536. WebGPU does not tell how many there are. */
  readonly memory: number;
}

/** What scripts may pass: some keys, with edits of bands and channels partial. */
export type SettingsPatch = Partial<Omit<Settings, 'bands' | 'latent'>> & {
  readonly bands?: Readonly<Partial<Record<BandKey, Partial<BandEdit>>>>;
  readonly latent?: LatentPatch;
};

/** The settings that make pixels from a file; a change of one decodes it anew. */
export const DECODING = ['maxSide', 'scaling', 'matte'] as const satisfies readonly (keyof Settings)[];
export type DecodeSettings = Pick<Settings, (typeof DECODING)[number]>;

/** The most that `maxSide` takes. */
export const LARGEST_SIDE = 8192;
const DEFAULT_MAX_SIDE = 1024;
/** Phones have less memory and slower GPUs. */
export const PHONE_MAX_SIDE = 512;

/** What a GPU of a few years ago can spare. */
export const DEFAULT_MEMORY = 3000;
/** Seeds of noise are whole, from 0. */
export const MAX_SEED = 2 ** 32 - 1;

export function defaultSettings(): Settings {
  return {
    model: '',
    backend: 'auto',
    precision: 'auto',
    maxSide: DEFAULT_MAX_SIDE,
    scaling: 'area',
    matte: 'checker',
    bands: {},
    bandsMode: 'network',
    posterior: 'mean',
    temperature: 1,
    seed: 0,
    latent: {},
    tiles: 'auto',
    encoderHalo: 'exact',
    memory: DEFAULT_MEMORY,
  };
}

const CHECKS: { readonly [K in keyof Settings]: Rule } = {
  model: { ok: (value) => typeof value === 'string', says: 'the id of a model' },
  backend: { ok: oneOf('auto', 'webgpu', 'wasm'), says: "'auto', 'webgpu' or 'wasm'" },
  precision: { ok: oneOf('auto', 'fp32', 'fp16'), says: "'auto', 'fp32' or 'fp16'" },
  maxSide: wholeRule(8, LARGEST_SIDE),
  scaling: { ok: oneOf('area', 'browser'), says: "'area' or 'browser'" },
  matte: {
    ok: (value) => value === 'checker' || (typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value)),
    says: "'checker' or a colour such as '#808080'",
  },
  bands: { ok: isRecord, says: 'an object' },
  bandsMode: { ok: oneOf('network', 'picture'), says: "'network' or 'picture'" },
  posterior: { ok: oneOf('mean', 'sample'), says: "'mean' or 'sample'" },
  temperature: numberRule(0, 4),
  seed: wholeRule(0, MAX_SEED),
  latent: { ok: isRecord, says: 'an object' },
  tiles: {
    ok: (value) => oneOf('auto', 'off')(value) || (wholeIn(16, 4096)(value) && (value as number) % 8 === 0),
    says: "'auto', 'off' or a multiple of 8 from 16 to 4096",
  },
  encoderHalo: { ok: oneOf('exact', 'measured'), says: "'exact' or 'measured'" },
  memory: wholeRule(256, 65536),
};

const EDIT_CHECKS: { readonly [K in keyof BandEdit]: Rule } = {
  gain: numberRule(-8, 8),
  threshold: numberRule(0, 1),
  mute: flagRule,
  swap: flagRule,
};

/**
 * The settings after a patch. `bands` and `latent` replace the whole set of edits. Each edit is completed: of a band
 * with gain 1, threshold 0, mute and swap false; those that change nothing are dropped.
 * @throws LabError 'bad-setting' for an unknown key or a value out of range; `current` is never changed.
 */
export function applyPatch(current: Settings, patch: SettingsPatch): Settings {
  if (typeof patch !== 'object' || patch === null) throw bad('Settings are an object, such as { seed: 1 }.');
  for (const [key, value] of Object.entries(patch)) {
    const check = Object.hasOwn(CHECKS, key) ? CHECKS[key as keyof Settings] : undefined;
    if (!check) throw bad(`There is no setting "${key}". Known: ${Object.keys(CHECKS).join(', ')}.`);
    if (!check.ok(value)) throw bad(`The setting "${key}" is ${check.says}, not ${shown(value)}.`);
  }
  const { bands, latent, ...rest } = patch;
  return {
    ...current,
    ...rest,
    bands: bands ? completeEdits(bands) : current.bands,
    latent: latent ? completeLatent(latent) : current.latent,
  };
}

function completeEdits(bands: NonNullable<SettingsPatch['bands']>): Settings['bands'] {
  const complete: Partial<Record<BandKey, BandEdit>> = {};
  for (const [key, partial] of Object.entries(bands)) {
    if (!(BAND_KEYS as readonly string[]).includes(key)) {
      throw bad(`There is no band "${key}". Bands are named like "1.H.R": level, orientation, colour.`);
    }
    checkFields(`The edit of band "${key}"`, partial, EDIT_CHECKS);
    const edit = { ...NO_EDIT, ...partial };
    if (!isIdentityEdit(edit)) complete[key as BandKey] = edit;
  }
  return complete;
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
