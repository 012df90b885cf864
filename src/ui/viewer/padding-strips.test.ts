import { expect, it } from 'vitest';
import { paddingStrips } from './padding-strips';
import { pictureInfo } from '../../state/test-client';

it('is what the padded picture has beyond the picture, with no pixel twice', () => {
  const info = { ...pictureInfo(), width: 53, height: 37, paddedWidth: 56, paddedHeight: 40 };
  const strips = paddingStrips(info);
  expect(strips).toEqual([
    { x: 53, y: 0, width: 3, height: 40 },
    { x: 0, y: 37, width: 53, height: 3 },
  ]);
  const area = strips.reduce((sum, { width, height }) => sum + width * height, 0);
  expect(area).toBe(56 * 40 - 53 * 37);
});

it('is nothing where both sides are multiples of 8, and one strip where one is', () => {
  expect(paddingStrips({ ...pictureInfo(), width: 16, height: 8, paddedWidth: 16, paddedHeight: 8 })).toEqual([]);
  expect(paddingStrips({ ...pictureInfo(), width: 16, height: 5, paddedWidth: 16, paddedHeight: 8 })).toEqual([
    { x: 0, y: 5, width: 16, height: 3 },
  ]);
});
