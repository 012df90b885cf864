import { expect, test } from 'vitest';
import type { ModelEntry } from '../../core/model/manifest';
import { applyPatch, defaultSettings, type SettingsPatch } from '../../core/settings/settings';
import { sharedStages, type RunInputs } from './reuse';

const SETTINGS = defaultSettings();
const PICTURE = {};
const model = (encoder: string, decoder: string, more: object = {}): ModelEntry =>
  ({
    encoder: { sha256: encoder },
    decoder: { sha256: decoder },
    range: [-1, 1],
    latent: { scale: 1, shift: 0 },
    ...more,
  }) as unknown as ModelEntry;

function inputs(patch: SettingsPatch = {}, rest: Partial<RunInputs> = {}): RunInputs {
  return {
    picture: PICTURE,
    second: undefined,
    model: model('e', 'd'),
    settings: applyPatch(SETTINGS, patch),
    ...rest,
  };
}

const lastShared = (known: RunInputs, wanted: RunInputs) => sharedStages(known, wanted).at(-1);

test.each<[string, SettingsPatch, string]>([
  ['nothing', {}, 'inverse'],
  ['a band edit', { bands: { '1.H.R': { mute: true } } }, 'haar'],
  ['what edits of bands mean', { bands: { '1.H.R': { gain: 2 } }, bandsMode: 'picture' }, 'haar'],
  ['the posterior', { posterior: 'sample' }, 'encoder'],
  ['a seed that the mean does not read', { seed: 5 }, 'inverse'],
  ['an edit of the latent', { latent: { bits: 4 } }, 'posterior'],
])('%s', (_what, patch, last) => {
  expect(lastShared(inputs(), inputs(patch))).toBe(last);
  expect(lastShared(inputs(patch), inputs())).toBe(last);
});

test('how bands are edited does not matter without edits, nor does the order of the edits', () => {
  expect(lastShared(inputs(), inputs({ bandsMode: 'picture' }))).toBe('inverse');
  const [one, two] = [{ '1.H.R': { gain: 2 } }, { '3.A.G': { gain: 3 } }];
  expect(lastShared(inputs({ bands: { ...one, ...two } }), inputs({ bands: { ...two, ...one } }))).toBe('inverse');
});

test('another picture shares nothing, another network what comes before it', () => {
  expect(sharedStages(inputs(), inputs({}, { picture: {} }))).toEqual([]);
  expect(lastShared(inputs(), inputs({}, { model: model('other', 'd') }))).toBe('edit');
  expect(lastShared(inputs(), inputs({}, { model: model('e', 'other') }))).toBe('latent');
  // The same files in another range, or with latents in other units.
  expect(lastShared(inputs(), inputs({}, { model: model('e', 'd', { range: [0, 1] }) }))).toBe('edit');
  expect(lastShared(inputs(), inputs({}, { model: model('e', 'd', { latent: { scale: 0.18, shift: 0 } }) }))).toBe(
    'encoder',
  );
});

test('another second picture matters from where it is read', () => {
  const [a, b] = [{ second: {} }, { second: {} }];
  expect(lastShared(inputs({}, a), inputs({}, b))).toBe('inverse');
  const swap: SettingsPatch = { bands: { '2.D.B': { swap: true } } };
  expect(lastShared(inputs(swap, a), inputs(swap, a))).toBe('inverse');
  expect(lastShared(inputs(swap, a), inputs(swap, b))).toBe('haar');
  const mix: SettingsPatch = { latent: { mix: { amount: 0.5, mode: 'linear' } } };
  expect(lastShared(inputs(mix, a), inputs(mix, b))).toBe('posterior');
});
