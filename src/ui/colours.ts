import type { ColourMap } from '../core/view';

/** Magma at equal distances: amounts, from nothing to the most. */
const AMOUNT = [
  '#000004', '#090720', '#1a1042', '#311165', '#4a1079', '#621980', '#792282', '#912b81', '#aa337d', '#c23b75', '#d9466b',
  '#ec5860', '#f7725c', '#fc8e64', '#feaa74', '#fec68a', '#fde2a3', '#fcfdbf',
] as const;

/** Ice-Ember, interpolated in OKLCH: minus is blue, plus is orange, zero near black. */
const SIGNED =
  'oklch(.945 .05 205), oklch(.76 .115 240) 12.5%, oklch(.52 .125 258) 27.5%, oklch(.3 .06 262) 41%, oklch(.155 0 258) 50%, ' +
  'oklch(.3 .06 55) 59%, oklch(.52 .125 52) 72.5%, oklch(.76 .145 66) 87.5%, oklch(.945 .075 92)';

/** A CSS gradient from the low to the high end of a map. */
export function rampGradient(map: Exclude<ColourMap, 'rgb'>): string {
  return map === 'signed' ? `linear-gradient(90deg in oklch, ${SIGNED})` : `linear-gradient(90deg, ${AMOUNT.join()})`;
}

/** Background and readable text colour for an amount in 0..1. The brightest end is left out, so that cells stay calm. */
export function amountCell(share: number): { background: string; color: string } {
  const index = Math.max(1, Math.min(16, Math.round(share ** 0.8 * 15.4)));
  return { background: AMOUNT[index] ?? '#000004', color: index > 9 ? '#000' : '#fff' };
}
