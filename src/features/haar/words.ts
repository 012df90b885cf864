import type { Level, Orientation } from '../../core/math/bands';
import type { Butterfly } from '../../core/math/haar-by-hand';
import { REBUILD_BANDS } from '../../core/math/rebuild';
import type { RebuildStep } from '../../core/protocol';
import type { Viewer } from '../../state/state-types';
import { decibels, number, percent, signed } from '../../ui/kit/format';

/** A pixel value of [-1, 1] in the chosen unit; 8-bit pixels give whole numbers. */
export function inUnit(value: number, values: Viewer['values']): number {
  return values === 'bytes' ? Math.round((value + 1) * 127.5) : value;
}

/** Averages and pixels: 8-bit pixels as they are, everything else with three decimals. */
export function plain(value: number, level: number, values: Viewer['values']): string {
  return number(value, values === 'bytes' && level === 0 ? 0 : 3);
}

export function detail(value: number): string {
  return signed(value, 3);
}

/** What goes into a level: pixels, or the averages of the level before. */
export function inputName(level: Level): string {
  return level === 1 ? 'pixels' : `A${level - 1}`;
}

const SIGNS: Readonly<Record<Orientation, readonly number[]>> = {
  A: [1, 1, 1, 1],
  H: [1, 1, -1, -1],
  V: [1, -1, 1, -1],
  D: [1, -1, -1, 1],
};
const LETTERS = ['a', 'b', 'c', 'd'] as const;

export interface Equation {
  readonly name: string;
  readonly formula: string;
  readonly numbers: string;
}

/** The four sums of a butterfly with its numbers in them, forward or back. */
export function equations(of: Butterfly, level: Level, back: boolean, values: Viewer['values']): Equation[] {
  const { pixels, bands } = of;
  if (!back) {
    return (['A', 'H', 'V', 'D'] as const).map((name) => ({
      name: `${name}${level}`,
      formula: name === 'A' ? 'sum / 2 (average × 2)' : `(${joined(LETTERS, SIGNS[name])}) / 2`,
      numbers: `(${joined(
        pixels.map((value) => bracketed(value, plain(value, level - 1, values))),
        SIGNS[name],
      )}) / 2 = ${name === 'A' ? plain(bands.A, level, values) : detail(bands[name])}`,
    }));
  }
  const names = ['A', 'H', 'V', 'D'] as const;
  return LETTERS.map((letter, index) => {
    const signs = names.map((name) => SIGNS[name][index] as number);
    const terms = names.map((name) => bracketed(bands[name], number(bands[name], 3)));
    return {
      name: letter,
      formula: `(${joined(names, signs)}) / 2`,
      numbers: `(${joined(terms, signs)}) / 2 = ${plain(pixels[index] as number, level - 1, values)}`,
    };
  });
}

function joined(terms: readonly string[], signs: readonly number[]): string {
  return terms
    .map((term, index) => (index === 0 ? term : `${(signs[index] as number) < 0 ? '−' : '+'} ${term}`))
    .join(' ');
}

function bracketed(value: number, text: string): string {
  return value < 0 && text.startsWith('−') ? `(${text})` : text;
}

/** Which bands are as near to the picture as the model's reconstruction is, and how many numbers they have. @param model PSNR in dB */
export function modelWords(steps: readonly Pick<RebuildStep, 'band' | 'psnr'>[], model: number): string {
  const first = steps.findIndex(({ psnr }) => (psnr ?? Infinity) >= model);
  const step = steps[first];
  if (!step) return `No number of bands is as near as the model, ${decibels(model)}.`;
  const numbers = REBUILD_BANDS.slice(0, first + 1).reduce((sum, { level }) => sum + 4 ** -level, 0);
  return `The bands up to ${step.band} are as near as the model (${decibels(model)}); they have ${percent(numbers)} of the picture’s numbers.`;
}
