import { describe, expect, it } from 'vitest';
import { BAND_KEYS, NO_EDIT } from '../math/bands';
import { editBands, editPicture, editTable, editValue, hasEdits, isSwapped } from './edits';
import { haarForward, type Pyramid } from '../math/haar';
import { scatter } from '../test-goldens';

const scattered = (salt: number): Pyramid =>
  [64, 16, 4].map((plane, i) => ({
    dims: [1, 12, Math.sqrt(plane), Math.sqrt(plane)],
    data: scatter(12 * plane, i + salt),
  })) as unknown as Pyramid;
const pyramid = scattered(0);

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
        if (value !== (named ? 0 : pyramid[level]?.data[i]))
          throw new Error(`level ${level + 1}, value ${i} is ${value}`);
      });
    });
    expect(pyramid[1].data[4 * 16]).not.toBe(0);
  });

  it('reaches every one of the 36 bands in the order of BAND_KEYS', () => {
    const gains = BAND_KEYS.map((_, i) => 1 + i / 10);
    const edits = Object.fromEntries(BAND_KEYS.map((key, i) => [key, { ...NO_EDIT, gain: gains[i] as number }]));
    expect(editTable(edits).map((edit) => edit.gain)).toEqual(gains);
    const edited = editBands(pyramid, edits);
    const ratios = edited.flatMap((band, level) =>
      Array.from({ length: 12 }, (_, channel) => {
        const at = (channel * band.data.length) / 12;
        return (band.data[at] as number) / (pyramid[level]?.data[at] as number);
      }),
    );
    ratios.forEach((ratio, i) => expect(ratio).toBeCloseTo(gains[i] as number, 5));
  });
});

describe('swapped bands', () => {
  const edits = {
    '1.V.B': { ...NO_EDIT, swap: true },
    '2.D.R': { gain: 2, threshold: 0.25, mute: false, swap: true },
    '3.A.R': { ...NO_EDIT, swap: true, mute: true },
  };

  it('have the values of the second picture, then gain and threshold; muted ones are zero', () => {
    const second = scattered(7);
    const [first1, first2, first3] = editBands(pyramid, edits, second);
    // V is orientation 2, B colour 2; D.R is channel 9.
    expect(first1.data.slice(8 * 64, 9 * 64)).toEqual(second[0].data.slice(8 * 64, 9 * 64));
    expect(first1.data.slice(0, 8 * 64)).toEqual(pyramid[0].data.slice(0, 8 * 64));
    first2.data.slice(9 * 16, 10 * 16).forEach((value, i) => {
      const x = second[1].data[9 * 16 + i] as number;
      const expected = x > 0.25 ? 2 * (x - 0.25) : x < -0.25 ? 2 * (x + 0.25) : 0;
      expect(value).toBeCloseTo(expected, 6);
    });
    expect([...first3.data.slice(0, 4)]).toEqual([0, 0, 0, 0]);
    expect(first3.data.slice(4)).toEqual(pyramid[2].data.slice(4));
  });

  it('keep their own values where there is no second picture', () => {
    expect(editBands(pyramid, { '1.V.B': edits['1.V.B'] })).toEqual(pyramid);
  });

  it('are not swapped when they are muted', () => {
    expect([NO_EDIT, edits['1.V.B'], edits['3.A.R']].map(isSwapped)).toEqual([false, true, false]);
  });
});

describe('editPicture', () => {
  /** 8 x 8: red is 0.5 in the upper half and -0.25 in the lower one, green a checkerboard of +-0.5, blue 0.75. */
  const picture = {
    dims: [1, 3, 8, 8],
    data: Float32Array.from({ length: 192 }, (_, i) => {
      const [y, x] = [Math.floor((i % 64) / 8), i % 8];
      return i < 64 ? (y < 4 ? 0.5 : -0.25) : i < 128 ? ((x + y) % 2 === 0 ? 0.5 : -0.5) : 0.75;
    }),
  };
  const own = haarForward(picture);

  it('gives back an unedited picture and its bands', () => {
    const unedited = editPicture(own, {});
    expect(unedited.picture).toEqual(picture);
    expect(unedited.bands).toEqual(own);
  });

  it('carries an edit over to the other levels', () => {
    const mute = { ...NO_EDIT, mute: true };
    const edited = editPicture(own, { '3.H.R': mute, '1.D.G': mute });
    // The step between the halves is H of level 3 alone, so the mean of both stays; the checkerboard is D of level 1.
    expect([...new Set(edited.picture.data.slice(0, 64))]).toEqual([0.125]);
    expect([...new Set(edited.picture.data.slice(64, 128))]).toEqual([0]);
    expect([...new Set(edited.picture.data.slice(128))]).toEqual([0.75]);
    expect([...edited.bands[0].data.slice(0, 16)]).toEqual(Array(16).fill(0.125));
    expect([...editBands(own, { '3.H.R': mute })[0].data.slice(0, 8)]).toEqual(Array(8).fill(0.5));
  });

  it('does not read A of levels 1 and 2, and clamps', () => {
    expect(editPicture(own, { '1.A.B': { ...NO_EDIT, mute: true }, '2.A.B': { ...NO_EDIT, gain: 4 } }).bands).toEqual(
      own,
    );
    expect([...new Set(editPicture(own, { '3.A.B': { ...NO_EDIT, gain: 2 } }).picture.data.slice(128))]).toEqual([1]);
  });

  it('takes swapped bands into the picture', () => {
    const second = haarForward({ dims: [1, 3, 8, 8], data: new Float32Array(192).fill(-0.5) });
    const edited = editPicture(own, { '3.A.B': { ...NO_EDIT, swap: true } }, second);
    expect([...new Set(edited.picture.data.slice(128))]).toEqual([-0.5]);
    expect(edited.picture.data.slice(0, 128)).toEqual(picture.data.slice(0, 128));
  });
});

it('hasEdits tells whether any edit does something', () => {
  expect(hasEdits({})).toBe(false);
  expect(hasEdits({ '1.A.R': NO_EDIT })).toBe(false);
  expect(hasEdits({ '1.A.R': { ...NO_EDIT, threshold: 0.1 } })).toBe(true);
  expect(hasEdits({ '1.A.R': { ...NO_EDIT, swap: true } })).toBe(true);
});
