import { expect, it } from 'vitest';
import { geometryOf } from './geometry';
import { haarForward } from './haar';
import { bandEnergies, differenceSums, squareSums } from '../metrics/metrics';
import { crop, rgbaToPlanar } from './planar';
import { REBUILD_BANDS, energyShares, rebuildBandName, rebuildEdits, rebuildPicture } from './rebuild';
import { channelStats } from '../metrics/stats';
import { formulaPixels, largestDifference } from '../test-goldens';

const [WIDTH, HEIGHT] = [37, 21];
const padded = rgbaToPlanar(formulaPixels('ramp', WIDTH, HEIGHT), geometryOf(WIDTH, HEIGHT));
const picture = crop(padded, WIDTH, HEIGHT);
const pyramid = haarForward(padded);
const STEPS = REBUILD_BANDS.map((_, index) => index + 1);

it('adds the largest scale first', () => {
  expect(STEPS.map(rebuildBandName)).toEqual(['A3', 'H3', 'V3', 'D3', 'H2', 'V2', 'D2', 'H1', 'V1', 'D1']);
  expect(Object.keys(rebuildEdits(8))).toEqual(['1.V.R', '1.V.G', '1.V.B', '1.D.R', '1.D.G', '1.D.B']);
  expect(rebuildEdits(10)).toEqual({});
});

it('comes nearer with each band, from block means to the picture itself', () => {
  const first = rebuildPicture(pyramid, 1, WIDTH, HEIGHT);
  expect(first.data[0]).toBeCloseTo(meanOfFirstBlock(), 6);
  expect(first.data[7 * WIDTH + 7]).toBe(first.data[0]);
  const errors = STEPS.map((step) => differenceSums(picture, rebuildPicture(pyramid, step, WIDTH, HEIGHT)).squared);
  errors.slice(1).forEach((error, index) => expect(error).toBeLessThanOrEqual(errors[index] as number));
  expect(errors[0]).toBeGreaterThan(0);
  expect(errors[9]).toBe(0);
  expect(largestDifference(rebuildPicture(pyramid, 10, WIDTH, HEIGHT).data, picture.data)).toBeLessThan(1e-6);
});

function meanOfFirstBlock(): number {
  const { paddedWidth } = geometryOf(WIDTH, HEIGHT);
  let sum = 0;
  for (let y = 0; y < 8; y++) for (let x = 0; x < 8; x++) sum += padded.data[y * paddedWidth + x] as number;
  return sum / 64;
}

it('shares out the energy of the picture', () => {
  const shares = energyShares({
    1: channelStats(pyramid[0]),
    2: channelStats(pyramid[1]),
    3: channelStats(pyramid[2]),
  });
  const [one, two, three] = pyramid.map(squareSums) as [number[], number[], number[]];
  const energies = bandEnergies({ 1: one, 2: two, 3: three });
  const total = energies.reduce((sum, { energy }) => sum + energy, 0);
  REBUILD_BANDS.forEach(({ level, orientation }, index) => {
    const energy = energies
      .filter((band) => band.level === level && band.orientation === orientation)
      .reduce((sum, band) => sum + band.energy, 0);
    expect(shares[index]).toBeCloseTo(energy / total, 5);
  });
  expect(energyShares({ 1: [], 2: [], 3: [] })).toEqual(STEPS.map(() => 0));
});
