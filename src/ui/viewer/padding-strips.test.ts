import { expect, it } from 'vitest';
import { paddedCorner, paddingStrips } from './padding-strips';
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

it('is seen in a corner together with the picture, however wide it is', () => {
  const cornerOf = (width: number, height: number, multiple: number) => {
    const [paddedWidth, paddedHeight] = [width, height].map((size) => Math.ceil(size / multiple) * multiple) as [
      number,
      number,
    ];
    return paddedCorner({ ...pictureInfo(), width, height, paddedWidth, paddedHeight });
  };
  expect(cornerOf(53, 37, 8)).toEqual({ x: 32, y: 16, width: 24, height: 24 });
  expect(cornerOf(500, 330, 32)).toEqual({ x: 446, y: 286, width: 66, height: 66 });
  expect(cornerOf(53, 37, 32)).toEqual({ x: 0, y: 0, width: 64, height: 64 });
  expect(cornerOf(13, 500, 64)).toEqual({ x: 0, y: 359, width: 64, height: 153 });
});
