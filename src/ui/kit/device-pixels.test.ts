import { describe, expect, test } from 'vitest';
import { deviceBox } from './device-pixels';

const RECT = { left: 10.5, right: 853.25, top: 173, bottom: 666 };

describe('pixels of the screen under an element', () => {
  test.each([1, 1.1, 1.25, 1.5, 2])('are whole ones at ratio %d', (ratio) => {
    const { width, height } = deviceBox(RECT, ratio);
    for (const size of [width, height]) expect(size).toBe(Math.round(size));
    expect(Math.abs(width - (RECT.right - RECT.left) * ratio)).toBeLessThanOrEqual(1);
  });

  test('are those that the browser says', () => {
    expect(deviceBox(RECT, 1.1, { inlineSize: 926, blockSize: 543 })).toEqual({
      width: 926,
      height: 543,
      ratio: 1.1,
      transform: '',
    });
  });

  test('are reached by a transform where it says CSS px', () => {
    const { width, height, transform } = deviceBox(RECT, 1.1, { inlineSize: 843, blockSize: 493 });
    expect([width, height]).toEqual([927, 543]);
    const [x = NaN, y = NaN, scale = NaN] = (transform.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
    for (const at of [RECT.left + x, RECT.top + y, width * scale, height * scale])
      expect(at * 1.1).toBeCloseTo(Math.round(at * 1.1), 6);
  });
});
