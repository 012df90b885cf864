import { expect, it } from 'vitest';
import { cornerAway, cropAround } from './loupe-crop';

const rect = { x: 100, y: 50, width: 64, height: 48 };

it('has the value in the middle', () => {
  expect(cropAround(rect, 20, 30)).toEqual({
    from: { x: 112, y: 72, width: 17, height: 17 },
    to: { x: 0, y: 0, width: 17, height: 17 },
  });
});

it('stays inside the rectangle: neighbours of a sheet never show', () => {
  expect(cropAround(rect, 2, 47)).toEqual({
    from: { x: 100, y: 89, width: 11, height: 9 },
    to: { x: 6, y: 0, width: 11, height: 9 },
  });
  const { from } = cropAround({ x: 0, y: 0, width: 2, height: 3 }, 1, 1);
  expect(from).toEqual({ x: 0, y: 0, width: 2, height: 3 });
});

it('goes to the corner opposite of the pointer', () => {
  expect([cornerAway(0.1, 0.2), cornerAway(0.9, 0.2), cornerAway(0.1, 0.8), cornerAway(0.9, 0.8)]).toEqual([
    'bottom right',
    'bottom left',
    'top right',
    'top left',
  ]);
});
