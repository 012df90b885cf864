import { describe, expect, it } from 'vitest';
import { noise } from '../math/noise';
import { formulaPicture, readGoldenJson, scatter, type FormulaName } from '../test-goldens';
import { finished } from './metrics';
import { lumaOfCells, spectraInSteps, type Spectrum } from './spectrum';

interface Sized {
  readonly formula: FormulaName;
  readonly width: number;
  readonly height: number;
}

/** JSON has no NaN: Python writes null. */
type Golden = Omit<Spectrum, 'high'> & { readonly high: number | null };

const golden = readGoldenJson<{
  latents: (Sized & { mean: Golden; channels: Golden[] })[];
  luma: Sized & { cell: number; rows: number; columns: number; values: number[] };
}>('spectrum.json');

function expectSame(ours: Spectrum, theirs: Golden): void {
  expect(ours.power).toHaveLength(theirs.power.length);
  ours.power.forEach((power, k) => expect(power / (theirs.power[k] as number)).toBeCloseTo(1, 6));
  if (theirs.slope === null) expect(ours.slope).toBeNull();
  else expect(ours.slope).toBeCloseTo(theirs.slope, 6);
  if (theirs.high === null) expect(ours.high).toBeNaN();
  else expect(ours.high).toBeCloseTo(theirs.high, 8);
}

describe.each(golden.latents)('$formula of $width x $height cells', ({ formula, width, height, mean, channels }) => {
  it('has the spectra of SciPy', () => {
    const ours = finished(spectraInSteps(formulaPicture(formula, width, height)));
    expectSame(ours.mean, mean);
    expect(ours.channels).toHaveLength(3);
    ours.channels.forEach((channel, c) => expectSame(channel, channels[c] as Golden));
  });
});

it('reduces a picture to the cells of its latent as NumPy does', () => {
  const { formula, width, height, cell, rows, columns, values } = golden.luma;
  const { dims, data } = lumaOfCells(formulaPicture(formula, width, height), rows, columns, cell);
  expect(dims).toEqual([1, 1, rows, columns]);
  data.forEach((luma, i) => expect(luma).toBeCloseTo(values[i] as number, 6));
});

it('is flat for noise, and does not ask how large values are or where they lie', () => {
  const [height, width] = [48, 80];
  const white = Float32Array.from({ length: 16 * height * width }, (_, i) => noise(1, i));
  const moved = white.map((value) => 40 * value + 7);
  const of = (data: Float32Array) => finished(spectraInSteps({ dims: [1, 16, height, width], data })).mean;
  const { slope, high, power } = of(white);
  expect(power).toHaveLength(width - 1);
  expect(Math.abs(slope as number)).toBeLessThan(0.15);
  // A quarter of a disc with half of the radius is what stays under half of Nyquist.
  expect(high).toBeCloseTo(1 - Math.PI / 16, 1);
  expect(of(moved).slope).toBeCloseTo(slope as number, 3);
  expect(of(moved).high).toBeCloseTo(high, 4);
});

it('puts a wave at its frequency', () => {
  const data = Float32Array.from({ length: 32 * 32 }, (_, i) => Math.cos((Math.PI * 20 * (2 * (i % 32) + 1)) / 64));
  const { mean } = finished(spectraInSteps({ dims: [1, 1, 32, 32], data }));
  expect(mean.power.indexOf(Math.max(...mean.power))).toBe(19);
  expect(mean.high).toBeCloseTo(1, 6);
});

it('takes a step for each channel', () => {
  const work = spectraInSteps({ dims: [1, 3, 2, 2], data: scatter(12) });
  let steps = 0;
  while (!work.next().done) steps++;
  expect(steps).toBe(3);
});
