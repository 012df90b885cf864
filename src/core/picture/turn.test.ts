import { expect, test } from 'vitest';
import type { Orientation } from './header';
import { turned } from './turn';

/** Letters as pixels. */
function shown(rows: readonly string[], orientation: Orientation): string[] {
  const width = rows[0]?.length ?? 0;
  const stored = Uint8ClampedArray.from([...rows.join('')].flatMap((letter) => [letter.charCodeAt(0), 1, 2, 3]));
  const { pixels, width: across, height: down } = turned({ pixels: stored, width, height: rows.length }, orientation);
  return Array.from({ length: down }, (_, y) =>
    Array.from({ length: across }, (__, x) => String.fromCharCode(pixels[4 * (y * across + x)] as number)).join(''),
  );
}

test.each([
  [1, ['abc', 'def']],
  [2, ['cba', 'fed']],
  [3, ['fed', 'cba']],
  [4, ['def', 'abc']],
  [5, ['ad', 'be', 'cf']],
  [6, ['da', 'eb', 'fc']],
  [7, ['fc', 'eb', 'da']],
  [8, ['cf', 'be', 'ad']],
] as const)('orientation %i', (orientation, expected) => expect(shown(['abc', 'def'], orientation)).toEqual(expected));

test('all four bytes of a pixel move together', () => {
  expect([...turned({ pixels: Uint8ClampedArray.of(1, 2, 3, 4, 5, 6, 7, 8), width: 2, height: 1 }, 6).pixels]).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8,
  ]);
  expect([...turned({ pixels: Uint8ClampedArray.of(1, 2, 3, 4, 5, 6, 7, 8), width: 2, height: 1 }, 2).pixels]).toEqual([
    5, 6, 7, 8, 1, 2, 3, 4,
  ]);
});
