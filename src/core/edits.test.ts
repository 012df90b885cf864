import { describe, expect, it } from 'vitest';
import { BAND_KEYS, NO_EDIT } from './bands';
import { editBands, editTable, editValue, hasEdits } from './edits';
import type { Pyramid } from './haar';
import { scatter } from './test-goldens';

const pyramid = [64, 16, 4].map((plane, i) => ({
  dims: [1, 12, Math.sqrt(plane), Math.sqrt(plane)], data: scatter(12 * plane, i),
})) as unknown as Pyramid;

describe('editValue', () => {
  it('shrinks towards zero by the threshold, then multiplies', () => {
    const edit = { gain: 2, threshold: 0.25, mute: false, swap: false };
    expect([0.5, -0.5, 0.25, 0.1, 0].map((x) => editValue(x, edit))).toEqual([0.5, -0.5, 0, 0, 0]);
    expect(editValue(0.5, { ...edit, gain: -1 })).toBe(-0.25);
  });

  it('mutes to zero, and changes nothing by default', () => {
    expect(editValue(-0.5, { gain: 3, threshold: 0, mute: true, swap: false })).toBe(0);
    expect(editValue(-0.3, NO_EDIT)).toBe(-0.3);
  });
});

describe('editBands', () => {
  it('changes exactly the bands that are named', () => {
    const edited = editBands(pyramid, { '2.H.G': { gain: 1, threshold: 0, mute: true, swap: false } });
    edited.forEach((band, level) => {
      const plane = band.data.length / 12;
      band.data.forEach((value, i) => {
        const named = level === 1 && Math.floor(i / plane) === 4;
        if (value !== (named ? 0 : pyramid[level]?.data[i])) throw new Error(`level ${level + 1}, value ${i} is ${value}`);
      });
    });
    expect(pyramid[1].data[4 * 16]).not.toBe(0);
  });

  it('reaches every one of the 36 bands in the order of BAND_KEYS', () => {
    const gains = BAND_KEYS.map((_, i) => 1 + i / 10);
    const edits = Object.fromEntries(BAND_KEYS.map((key, i) => [key, { ...NO_EDIT, gain: gains[i] as number }]));
    expect(editTable(edits).map((edit) => edit.gain)).toEqual(gains);
    const edited = editBands(pyramid, edits);
    const ratios = edited.flatMap((band, level) => Array.from({ length: 12 }, (_, channel) => {
      const at = (channel * band.data.length) / 12;
      return (band.data[at] as number) / (pyramid[level]?.data[at] as number);
    }));
    ratios.forEach((ratio, i) => expect(ratio).toBeCloseTo(gains[i] as number, 5));
  });
});

it('hasEdits tells whether any edit does something', () => {
  expect(hasEdits({})).toBe(false);
  expect(hasEdits({ '1.A.R': NO_EDIT })).toBe(false);
  expect(hasEdits({ '1.A.R': { ...NO_EDIT, threshold: 0.1 } })).toBe(true);
});
