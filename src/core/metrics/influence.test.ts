import { expect, it } from 'vitest';
import { formulaPicture, readGoldenJson } from '../test-goldens';
import { changeOf, outliersOf, pixelsAround, type CellChange } from './influence';
import { median } from './stats';

const golden = readGoldenJson<{
  width: number;
  height: number;
  side: number;
  halo: number;
  cases: CellChange[];
  totals: number[];
  median: number;
  z: number;
}>('influence.json');

it.each(golden.cases)('the change of a poke of cell $x, $y is that of NumPy', ({ x, y, total, peak, near, beyond }) => {
  const { width, height, side, halo } = golden;
  const [plain, poked] = [formulaPicture('pattern', width, height), formulaPicture('perturbed', width, height)];
  const around = (cells: number) => pixelsAround([x, y], cells, side, { width, height });
  const ours = changeOf(poked, plain, around(1), around(halo));
  expect(ours.total).toBeCloseTo(total, 3);
  expect(ours.peak).toBeCloseTo(peak, 4);
  expect(ours.near).toBeCloseTo(near, 6);
  expect(ours.beyond).toBeCloseTo(beyond, 6);
});

it('names the cells that stand out, with the z-scores of NumPy', () => {
  const cells = golden.totals.map((total, x): CellChange => ({ x, y: 0, total, peak: 1, near: 1, beyond: 0 }));
  const [first, ...others] = outliersOf(cells);
  expect(others).toEqual([]);
  expect(first?.x).toBe(40);
  expect(first?.z).toBeCloseTo(golden.z, 9);
  expect(median(golden.totals)).toBe(golden.median);
  expect(median([1, 2, 4, 8])).toBe(3);
  expect(outliersOf(cells.slice(0, 1))).toEqual([]);
});

it('changes nothing where the pictures are equal', () => {
  const picture = formulaPicture('ramp', 16, 8);
  const outside = pixelsAround([9, 9], 0, 8, { width: 16, height: 8 });
  expect(outside).toBeNull();
  expect(changeOf(picture, picture, outside, outside)).toEqual({ total: 0, peak: 0, near: 0, beyond: 0 });
});
