import { expect, test } from 'vitest';
import { editWords, settingsWords } from './edit-words';
import { applyPatch, defaultSettings, type SettingsPatch } from './settings';

const of = (patch: SettingsPatch) => applyPatch(defaultSettings(), patch);

test('edits in words', () => {
  expect(editWords(of({}))).toBe('');
  expect(editWords(of({ bands: { '1.H.R': { mute: true }, '3.A.B': { gain: 2 } } }))).toBe(
    '2 of 36 band channels edited',
  );
  const latent = {
    mix: { amount: 0.25, mode: 'linear' as const },
    paste: { fromX: 0, fromY: 0, toX: 1, toY: 1, width: 2, height: 2 },
    channels: { 3: { gain: 0 } },
    pokes: [{ channel: 1, x: 0, y: 0, width: 1, height: 1, amount: 1 }],
    noise: { schedule: 'added' as const, amount: 0.5, seed: 1 },
    bits: 3 as const,
  };
  expect(editWords(of({ latent }))).toBe(
    '25 % of the second picture mixed in, a region pasted, 1 latent channel edited, 1 poke, noise of 0.5 standard deviations, 3 bits per latent value',
  );
  expect(editWords(of({ latent: { noise: { schedule: 'flow', amount: 0.25, seed: 0 } } }))).toBe(
    'noise at t = 0.25 of the rectified-flow schedule',
  );
});

test('settings that change the numbers, in words', () => {
  expect(settingsWords(of({ maxSide: 96, backend: 'wasm' }))).toBe('no edits, mean, at most 96 px by area average');
  expect(
    settingsWords(
      of({ latent: { bits: 4 }, posterior: 'sample', temperature: 0.5, seed: 7, matte: '#ff0000', scaling: 'browser' }),
    ),
  ).toBe('4 bits per latent value, sample (temperature 0.5, seed 7), at most 1024 px by the browser, over #ff0000');
});
