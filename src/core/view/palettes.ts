import { TABLE_SIZE, colourTable } from './colour-map';
import type { PaletteName } from './palette-names';

/**
 * The colour maps that can be chosen besides the two that every page shows, as tables like theirs. The page loads this
 * module when one of them is chosen; the worker always has it.
 */

/** ColorBrewer schemes of 11 colours, from the low end: minus is cool, plus is warm, zero is light. */
const RDBU = '053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 67001f';
const PUOR = '2d004b 542788 8073ac b2abd2 d8daeb f7f7f7 fee0b6 fdb863 e08214 b35806 7f3b08';

/** Viridis by Eric Firing, Nathaniel Smith and Stefan van der Walt (CC0): rrggbb of the 256 entries. */
const VIRIDIS =
  '44015444025645045745055946075a46085c460a5d460b5e470d60470e61471063471164471365481467481668481769' +
  '48186a481a6c481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979472a7a472c7a' +
  '472d7b472e7c472f7d46307e46327e46337f463480453581453781453882443983443a83443b84433d84433e85423f85' +
  '4240864241864142874144874045884046883f47883f48893e49893e4a893e4c8a3d4d8a3d4e8a3c4f8a3c508b3b518b' +
  '3b528b3a538b3a548c39558c39568c38588c38598c375a8c375b8d365c8d365d8d355e8d355f8d34608d34618d33628d' +
  '33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e' +
  '2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e297b8e287c8e287d8e277e8e277f8e27808e26818e' +
  '26828e26828e25838e25848e25858e24868e24878e23888e23898e238a8d228b8d228c8d228d8d218e8d218f8d21908d' +
  '21918c20928c20928c20938c1f948c1f958b1f968b1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f88' +
  '1fa0881fa1881fa1871fa28720a38620a48621a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad81' +
  '28ae8029af7f2ab07f2cb17e2db27d2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc74' +
  '3fbc7340bd7242be7144bf7046c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc863' +
  '5ec96260ca6063cb5f65cb5e67cc5c69cd5b6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d' +
  '84d44b86d54989d5488bd6468ed64590d74393d74195d84098d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32' +
  'addc30b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021c8e020cae11fcde11dd0e11cd2e21bd5e21a' +
  'd8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61ef6e620f8e621fbe723fde725';

/** Cividis by Jamie Nunez, Christopher Anderton and Ryan Renslow: the polynomials of d3-scale-chromatic, a colour each. */
const CIVIDIS: readonly (readonly number[])[] = [
  [-4.54, -35.34, 2381.73, -6402.7, 7024.72, -2710.57],
  [32.49, 170.73, 52.82, -131.46, 176.58, -67.37],
  [81.24, 442.36, -2482.43, 6167.24, -6614.94, 2475.67],
];

const tables = new Map<PaletteName, Uint8Array<ArrayBuffer>>();

/** RGBA bytes of the 256 entries of a palette, from the low to the high end; opaque. Do not write into it. */
export function paletteTable(name: PaletteName): Uint8Array<ArrayBuffer> {
  if (name === 'ice-ember') return colourTable('signed');
  if (name === 'magma') return colourTable('amount');
  let table = tables.get(name);
  if (!table) {
    const colourAt = COLOURS[name];
    table = Uint8Array.from(Array.from({ length: TABLE_SIZE }, (_, index) => [...colourAt(index), 255]).flat());
    tables.set(name, table);
  }
  return table;
}

const COLOURS: Readonly<Record<Exclude<PaletteName, 'ice-ember' | 'magma'>, (index: number) => readonly number[]>> = {
  rdbu: (index) =>
    spline(
      RDBU.split(' ').map((hex) => bytesOf(hex)),
      index / (TABLE_SIZE - 1),
    ),
  puor: (index) =>
    spline(
      PUOR.split(' ').map((hex) => bytesOf(hex)),
      index / (TABLE_SIZE - 1),
    ),
  viridis: (index) => bytesOf(VIRIDIS.slice(6 * index, 6 * index + 6)),
  cividis: (index) =>
    CIVIDIS.map((terms) => {
      const value = terms.reduceRight((sum, term) => sum * (index / (TABLE_SIZE - 1)) + term, 0);
      return Math.min(255, Math.max(0, Math.round(value)));
    }),
  grey: (index) => [index, index, index],
};

function bytesOf(hex: string): number[] {
  return [0, 2, 4].map((digit) => Number.parseInt(hex.slice(digit, digit + 2), 16));
}

/** Uniform cubic B-spline through the ends of a list of colours, as d3-interpolate's rgbBasis has it. t in 0..1. */
function spline(colours: readonly (readonly number[])[], t: number): number[] {
  const last = colours.length - 1;
  const from = Math.min(last - 1, Math.floor(t * last));
  const u = t * last - from;
  const at = (index: number, c: number): number => (colours[index] as readonly number[])[c] as number;
  return [0, 1, 2].map((c) => {
    const [one, two] = [at(from, c), at(from + 1, c)];
    const zero = from > 0 ? at(from - 1, c) : 2 * one - two;
    const three = from < last - 1 ? at(from + 2, c) : 2 * two - one;
    const weighted =
      (1 - u) ** 3 * zero +
      (4 - 6 * u ** 2 + 3 * u ** 3) * one +
      (1 + 3 * u + 3 * u ** 2 - 3 * u ** 3) * two +
      u ** 3 * three;
    return Math.min(255, Math.max(0, Math.round(weighted / 6)));
  });
}
