import { expect, test } from 'vitest';
import { applyPatch, defaultSettings, fromFragment, toFragment, type SettingsPatch } from './settings';

const DEFAULTS = defaultSettings();

test('a patch changes what it names, and nothing else', () => {
  const settings = applyPatch(DEFAULTS, { seed: 5, matte: '#a0b0c0' });
  expect(settings).toEqual({ ...DEFAULTS, seed: 5, matte: '#a0b0c0' });
});

test('edits are completed, replaced as a whole, and dropped when they change nothing', () => {
  const first = applyPatch(DEFAULTS, { bands: { '1.H.R': { mute: true }, '2.V.G': { gain: 1 } } });
  expect(first.bands).toEqual({ '1.H.R': { gain: 1, threshold: 0, mute: true, swap: false } });
  expect(applyPatch(first, { bands: { '3.D.B': { gain: 2 } } }).bands).toEqual({
    '3.D.B': { gain: 2, threshold: 0, mute: false, swap: false },
  });
  expect(applyPatch(first, { seed: 1 }).bands).toEqual(first.bands);
});

test.each<[SettingsPatch | Record<string, unknown>, RegExp]>([
  [{ sead: 1 }, /no setting "sead"/],
  [{ toString: 1 }, /no setting "toString"/],
  [{ seed: 0.5 }, /whole number/],
  [{ seed: 2 ** 32 }, /4294967295/],
  [{ temperature: NaN }, /0 to 4/],
  [{ maxSide: 8193 }, /8 to 8192/],
  [{ matte: 'red' }, /#808080/],
  [{ scaling: 'lanczos' }, /'area' or 'browser'/],
  [{ backend: 'cuda' }, /webgpu/],
  [{ bands: [] }, /object/],
  [{ bands: { '1.X.R': {} } }, /1\.X\.R/],
  [{ bands: { '1.H.R': { gain: '2' } } }, /gain/],
  [{ bands: { '1.H.R': { blur: 1 } } }, /blur/],
  [{ bands: { '1.H.R': { swap: 1 } } }, /"swap" of the edit of band "1\.H\.R" is true or false, not 1\./],
  [{ bands: { '1.H.R': 3 } }, /edit of band "1\.H\.R" is an object, not 3\./],
  [{ tiles: 20 }, /'auto', 'off' or a multiple of 8/],
  [{ tiles: 8 }, /from 16 to 4096/],
  [{ encoderHalo: 4 }, /'exact' or 'measured'/],
  [{ memory: 100 }, /from 256 to 65536/],
  [{ bandsMode: 'both' }, /'network' or 'picture'/],
  [{ latent: [] }, /"latent" is an object/],
  [{ latent: { mux: 1 } }, /"latent" has mix, paste, channels, pokes, noise and bits, not "mux"/],
])('%j is refused', (patch, says) => {
  expect(() => applyPatch(DEFAULTS, patch as SettingsPatch)).toThrow(says);
  expect(() => applyPatch(DEFAULTS, patch as SettingsPatch)).toThrow(expect.objectContaining({ code: 'bad-setting' }));
});

test.each([{ seed: 5n }, { bands: { '1.H.R': { gain: 5n } } }])(
  'a value that has no JSON is refused like any other',
  (patch) => {
    expect(() => applyPatch(DEFAULTS, patch as unknown as SettingsPatch)).toThrow(
      expect.objectContaining({ code: 'bad-setting' }),
    );
  },
);

test('edits of the latent are replaced as a whole, and swaps and modes are kept', () => {
  const first = applyPatch(DEFAULTS, { latent: { bits: 4 }, bandsMode: 'picture', bands: { '2.V.B': { swap: true } } });
  expect(first).toMatchObject({
    latent: { bits: 4 },
    bandsMode: 'picture',
    bands: { '2.V.B': { gain: 1, mute: false, swap: true } },
  });
  expect(applyPatch(first, { latent: { mix: { amount: 1, mode: 'linear' } } }).latent).toEqual({
    mix: { amount: 1, mode: 'linear' },
  });
  expect(applyPatch(first, { latent: {} }).latent).toEqual({});
  expect(fromFragment(toFragment(first))).toEqual(first);
});

test('a link carries what differs from the defaults, and gives it back', () => {
  const settings = applyPatch(DEFAULTS, { posterior: 'sample', bands: { '1.D.G': { threshold: 0.25 } } });
  const fragment = toFragment(settings);
  expect(decodeURIComponent(fragment)).toBe(
    'settings={"bands":{"1.D.G":{"gain":1,"threshold":0.25,"mute":false,"swap":false}},"posterior":"sample"}',
  );
  expect(fromFragment(`#${fragment}`)).toEqual(settings);
  expect(toFragment(DEFAULTS)).toBe('');
  expect(fromFragment('#elsewhere')).toEqual(DEFAULTS);
  expect(() => fromFragment('#settings=%7B')).toThrow(/damaged/);
  expect(() => fromFragment('#settings=%7B%22x%22%3A1%7D')).toThrow(expect.objectContaining({ code: 'bad-setting' }));
});
