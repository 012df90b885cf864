import { describe, expect, it } from 'vitest';
import { moved, resized, spanned } from './rect-edits';

const picture = { width: 40, height: 30 };
const rect = { x: 10, y: 8, width: 12, height: 6 };

describe('a region', () => {
  it('moves, and stops at the borders with its size kept', () => {
    expect(moved(rect, [3, -2], picture)).toEqual({ ...rect, x: 13, y: 6 });
    expect(moved(rect, [100, -100], picture)).toEqual({ ...rect, x: 28, y: 0 });
  });

  it('is resized at the corner that is held, the other one stays', () => {
    expect(resized(rect, 'top-left', [-1, 2], picture)).toEqual({ x: 9, y: 10, width: 13, height: 4 });
    expect(resized(rect, 'bottom-right', [5, 5], picture)).toEqual({ ...rect, width: 17, height: 11 });
    expect(resized(rect, 'top-right', [5, -3], picture)).toEqual({ x: 10, y: 5, width: 17, height: 9 });
  });

  it('keeps one pixel, and stays in the picture', () => {
    expect(resized(rect, 'top-left', [100, 100], picture)).toEqual({ x: 21, y: 13, width: 1, height: 1 });
    expect(resized(rect, 'bottom-left', [-100, 100], picture)).toEqual({ x: 0, y: 8, width: 22, height: 22 });
  });

  it('spans both ends of a drag, whichever way it went', () => {
    expect(spanned([20.7, 3.2], [4.1, 9.9], picture)).toEqual({ x: 4, y: 3, width: 17, height: 7 });
    expect(spanned([-5, 10], [3.5, 400], picture)).toEqual({ x: 0, y: 10, width: 4, height: 20 });
  });
});
