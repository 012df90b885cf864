import { describe, expect, it, test } from 'vitest';
import { BAND_KEYS } from '../core/math/bands';
import { applyPatch, defaultSettings } from '../core/settings/settings';
import { detailKeys } from './edits';
import { isSolo, toggleSolo } from './solo';

const apply = (bands: ReturnType<typeof toggleSolo>) => applyPatch(defaultSettings(), { bands }).bands;

describe('solo', () => {
  it('mutes all but the three colours of one band, and says so', () => {
    const bands = apply(toggleSolo({}, 2, 'V'));
    expect(BAND_KEYS.filter((key) => !bands[key]?.mute)).toEqual(['2.V.R', '2.V.G', '2.V.B']);
    expect(isSolo(bands, 2, 'V')).toBe(true);
    expect(isSolo(bands, 2, 'H')).toBe(false);
  });

  it('pressed again leaves no edit, and keeps gains', () => {
    expect(apply(toggleSolo(toggleSolo({}, 1, 'A'), 1, 'A'))).toEqual({});
    const gained = { '1.H.R': { gain: 2, threshold: 0, mute: false, swap: false } };
    expect(apply(toggleSolo(toggleSolo(gained, 1, 'A'), 1, 'A'))).toEqual(gained);
  });

  it('of a muted band makes it heard', () => {
    const bands = apply(toggleSolo({ '3.D.G': { gain: 1, threshold: 0, mute: true, swap: false } }, 3, 'D'));
    expect(isSolo(bands, 3, 'D')).toBe(true);
  });
});

test('the details of a level are its H, V and D', () => {
  expect(detailKeys(1, 'RGB')).toEqual(
    ['H', 'V', 'D'].flatMap((orientation) => ['R', 'G', 'B'].map((colour) => `1.${orientation}.${colour}`)),
  );
  expect(detailKeys(3, 'G')).toEqual(['3.H.G', '3.V.G', '3.D.G']);
});
