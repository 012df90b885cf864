import { describe, expect, it } from 'vitest';
import { haarForward, haarInverse, pyramidInverse } from './haar';
import { bandEnergies, squareSums } from '../metrics/metrics';
import { crop } from './planar';
import { distanceToGolden, haarCases, largestDifference, paddedPicture } from '../test-goldens';

const COEFFICIENT_TOLERANCE = 1e-5;
const ROUND_TRIP_TOLERANCE = 1e-6;

describe.each(haarCases)('Haar transform of $name', (haarCase) => {
  const image = paddedPicture(haarCase);
  const pyramid = haarForward(image);
  const picture = crop(image, haarCase.width, haarCase.height);

  it('gives the coefficients of PyWavelets', () => {
    expect(distanceToGolden(haarCase, pyramid)).toBeLessThan(COEFFICIENT_TOLERANCE);
  });

  it('keeps the energy', () => {
    const [first, second, third] = pyramid.map(squareSums) as [number[], number[], number[]];
    const energy = bandEnergies({ 1: first, 2: second, 3: third }).reduce((sum, band) => sum + band.energy, 0);
    expect(energy / haarCase.energy).toBeCloseTo(1, 6);
  });

  it('is undone by both inverses', () => {
    const { width, height } = haarCase;
    const fromOne = haarInverse(pyramid[0], width, height);
    const fromAll = pyramidInverse(pyramid, width, height);
    expect(fromOne.dims).toEqual([1, 3, height, width]);
    expect(largestDifference(fromOne.data, picture.data)).toBeLessThan(ROUND_TRIP_TOLERANCE);
    expect(largestDifference(fromAll.data, picture.data)).toBeLessThan(ROUND_TRIP_TOLERANCE);
  });
});

describe('the inverses', () => {
  it('recompute the approximations of levels 1 and 2', () => {
    const image = paddedPicture(haarCases[1] as (typeof haarCases)[number]);
    const pyramid = haarForward(image);
    for (const band of pyramid.slice(0, 2)) band.data.fill(9, 0, band.data.length / 4);
    const [, , height, width] = image.dims as [number, number, number, number];
    expect(largestDifference(pyramidInverse(pyramid, width, height).data, image.data)).toBeLessThan(1e-6);
  });

  it('clamp to [-1, 1]', () => {
    const coefficients = { dims: [1, 12, 4, 4], data: new Float32Array(192).fill(0.75) };
    const { data } = haarInverse(coefficients, 8, 8);
    expect(Math.max(...data)).toBe(1);
    expect(Math.min(...data)).toBe(0);
  });
});
