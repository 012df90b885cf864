import { expect, it } from 'vitest';
import { PALETTES, paletteOf } from './palette-names';
import { paletteTable } from './palettes';

const entry = (name: Parameters<typeof paletteTable>[0], index: number): number[] => [
  ...paletteTable(name).subarray(4 * index, 4 * index + 3),
];

// Written by d3-scale-chromatic 3.1.0: entries 0, 64, 128, 192 and 255, RdBu turned round.
it.each([
  [
    'rdbu',
    [
      [5, 48, 97],
      [108, 172, 209],
      [242, 239, 237],
      [228, 128, 103],
      [103, 0, 31],
    ],
  ],
  [
    'puor',
    [
      [45, 0, 75],
      [153, 143, 191],
      [243, 238, 234],
      [237, 155, 59],
      [127, 59, 8],
    ],
  ],
  [
    'viridis',
    [
      [68, 1, 84],
      [59, 82, 139],
      [33, 145, 140],
      [94, 201, 98],
      [253, 231, 37],
    ],
  ],
  [
    'cividis',
    [
      [0, 32, 81],
      [61, 77, 110],
      [128, 124, 117],
      [188, 175, 113],
      [253, 234, 69],
    ],
  ],
] as const)('%s has the known colours', (name, expected) => {
  expect([0, 64, 128, 192, 255].map((index) => entry(name, index))).toEqual(expected);
});

it('every palette has 256 opaque entries that differ little from one to the next', () => {
  for (const name of new Set([...PALETTES.signed, ...PALETTES.amount])) {
    const table = paletteTable(name);
    expect(table).toHaveLength(1024);
    for (let i = 4; i < 1024; i++) {
      if (i % 4 === 3) expect(table[i]).toBe(255);
      else expect(Math.abs((table[i] as number) - (table[i - 4] as number)), `${name} ${i}`).toBeLessThan(9);
    }
  }
});

it('signed palettes are warm above zero and cool below, with neutral in the middle', () => {
  for (const name of ['ice-ember', 'rdbu', 'puor'] as const) {
    const [cool, middle, warm] = [entry(name, 50), entry(name, 127), entry(name, 205)] as [
      number[],
      number[],
      number[],
    ];
    expect(cool[2], name).toBeGreaterThan((cool[0] as number) + 20);
    expect(warm[0], name).toBeGreaterThan((warm[2] as number) + 20);
    expect(Math.max(...middle) - Math.min(...middle), name).toBeLessThan(12);
  }
});

it('each kind of map has its default', () => {
  expect([
    paletteOf({ map: 'rgb' }),
    paletteOf({ map: 'signed' }),
    paletteOf({ map: 'amount', palette: 'cividis' }),
  ]).toEqual([null, 'ice-ember', 'cividis']);
});
