import { TABLE_SIZE, colourTable } from '../../core/view/colour-map';

/** One entry of a table as a CSS colour, for t from 0 (low end) to 1. */
function entryOf(table: Uint8Array, t: number): string {
  const index = Math.round(Math.min(1, Math.max(0, t)) * (TABLE_SIZE - 1)) * 4;
  return `rgb(${table[index]} ${table[index + 1]} ${table[index + 2]})`;
}

const STEPS = 32;

/** A CSS gradient from the low to the high end of a table. */
export function rampGradient(table: Uint8Array): string {
  const stops = Array.from({ length: STEPS + 1 }, (_, step) => entryOf(table, step / STEPS));
  return `linear-gradient(90deg, ${stops.join()})`;
}

/** Background and readable text for an amount in 0..1. The darkest and brightest ends are left out: cells stay calm. */
export function amountCell(share: number): { background: string; color: string } {
  const t = 0.06 + 0.85 * share ** 0.8;
  return { background: entryOf(colourTable('amount'), t), color: t > 0.58 ? '#000' : '#fff' };
}
