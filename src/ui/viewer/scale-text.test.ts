import { expect, it } from 'vitest';
import type { Legend } from '../../core/view/view';
import { initialViewer } from '../../state/initial-state';
import { endsOfAll, lookWords, shareWords, toneWords, unitOfScale } from './scale-text';

const rect = { x: 0, y: 0, width: 1, height: 1 };
const legend = (changes: Partial<Legend>): Legend => ({
  label: '',
  map: 'signed',
  low: -0.25,
  high: 0.25,
  rect,
  ...changes,
});
const viewer = initialViewer();
const plain = { factor: 1, unit: '' };

it('writes the ends of one range, with the unit of errors', () => {
  expect(endsOfAll([legend({ map: 'rgb' }), legend({})], plain)).toEqual(['−0.25', '+0.25']);
  const unit = unitOfScale('error', [], viewer);
  expect(endsOfAll([legend({ map: 'amount', low: 0, high: 0.5 })], unit)).toEqual(['0', '64 of 255']);
  expect(unitOfScale('error', [], { ...viewer, values: 'unit' })).toEqual(plain);
  expect(unitOfScale('bands', [], viewer)).toEqual(plain);
});

it('writes the smallest and the largest of several ranges', () => {
  const legends = [legend({ low: -0.4, high: 0.4 }), legend({}), legend({ low: -0.3, high: 0.3 })];
  expect(endsOfAll(legends, plain)).toEqual(['−max', '+max, 0.25 to 0.40']);
});

it('leaves out what is all zero, as a muted band is', () => {
  const muted = legend({ low: -1, high: 1, zero: true });
  expect(endsOfAll([muted, legend({}), legend({})], plain)).toEqual(['−0.25', '+0.25']);
  expect(endsOfAll([muted, muted], plain)).toEqual(['0', '0']);
});

it('says which values share a scale, and the gain', () => {
  expect(lookWords('bands', viewer)).toEqual(['scale per level']);
  expect(lookWords('bands', { ...viewer, bands: { ...viewer.bands, scale: 'band', gain: 0.5 } })).toEqual([
    'scale per band',
    'gain 0.5×',
  ]);
  expect(lookWords('error', { ...viewer, error: { ...viewer.error, gain: 8 } })).toEqual(['gain 8×']);
  expect(lookWords('input', viewer)).toEqual([]);
});

it('says the floor, the hatch and the share of variance', () => {
  expect(toneWords([legend({})], plain)).toEqual([]);
  expect(toneWords([legend({ floor: 0.02, clip: true })], plain)).toEqual(['floor 0.020', 'over-range hatched']);
  expect(toneWords([legend({ floor: 4 / 127.5 })], unitOfScale('error', [], viewer))).toEqual(['floor 4 of 255']);
  const squares = [legend({ floor: 4 / 127.5, squared: true })];
  expect(toneWords(squares, unitOfScale('error', squares, viewer))).toEqual(['floor 4 of 255']);
  expect(toneWords([legend({ map: 'rgb', shares: [0.5, 0.25, 0.125] })], plain)).toEqual([
    '3 directions, 87.5\u00a0% of variance',
  ]);
  expect(shareWords([0.5, 0.25, 0.125])).toContain('R 50.0\u00a0%, G 25.0\u00a0%, B 12.5\u00a0%');
});
