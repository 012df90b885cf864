/** Maps values to pixels, and has the values that an axis names. */
export interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** The ends, and zero where it lies inside and away from them. */
export function valueAxis(low: number, high: number, from: number, to: number): Axis {
  const at = (value: number): number => from + ((value - low) / (high - low)) * (to - from);
  const inner = low < 0 && high > 0 && Math.min(-low, high) > 0.15 * (high - low) ? [0] : [];
  return { at, ticks: [low, ...inner, high] };
}

const MAX_DECADES = 5;

/**
 * Shares on a log axis: decades from the one above the largest share down to one value in `total`, at most so many.
 * What is below the lowest, zero included, lies on the floor.
 */
export function logShareAxis(
  largest: number,
  total: number,
  floor: number,
  top: number,
  decades: number = MAX_DECADES,
): Axis {
  const high = Math.ceil(Math.log10(Math.max(largest, 1e-9)) - 1e-9);
  const low = Math.max(high - decades, Math.min(high - 1, Math.floor(Math.log10(1 / Math.max(1, total)))));
  const at = (share: number): number => {
    const height = share > 0 ? (Math.log10(share) - low) / (high - low) : 0;
    return floor + Math.min(1, Math.max(0, height)) * (top - floor);
  };
  return { at, ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)) };
}

/** Shares from 0 to a round number over the largest, with a tick at half of it. */
export function linearShareAxis(largest: number, floor: number, top: number): Axis {
  const decade = 10 ** Math.floor(Math.log10(Math.max(largest, 1e-9)));
  const high = decade * ([1, 2, 4, 5, 10].find((step) => step * decade >= largest * (1 - 1e-9)) ?? 10);
  return { at: (share) => floor + (Math.min(share, high) / high) * (top - floor), ticks: [0, high / 2, high] };
}

/** Round numbers for the ends of an axis: the next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const decade = 10 ** Math.floor(Math.log10(value));
  return decade * ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * decade >= value * (1 - 1e-9)) ?? 10);
}

/** Amounts over 0 on a log axis, from the largest of 1, 2, 5 times a power of ten under `low` to the least over `high`. */
export function logAxis(low: number, high: number, from: number, to: number): Axis {
  const steps: number[] = [];
  for (let decade = Math.floor(Math.log10(low)) - 1; decade <= Math.ceil(Math.log10(high)); decade++) {
    for (const step of [1, 2, 5]) steps.push(Number(`${step}e${decade}`));
  }
  const first = steps.findLastIndex((step) => step <= low);
  const last = Math.max(
    first + 1,
    steps.findIndex((step) => step >= high),
  );
  const ticks = steps.slice(first, last + 1);
  const [least, most] = [Math.log10(ticks[0] as number), Math.log10(ticks.at(-1) as number)];
  return { at: (value) => from + ((Math.log10(value) - least) / (most - least)) * (to - from), ticks };
}

/** Makes an axis from a whole number of steps under `low` to one over `high`, with a tick at each. Steps are 1, 2, 5 times a power of ten. */
export function steppedAxis(low: number, high: number, from: number, to: number): Axis {
  const rough = Math.max(high - low, 1e-6) / 4;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = decade * ([1, 2, 5, 10].find((factor) => factor * decade >= rough * (1 - 1e-9)) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  return { at: (value) => from + ((value / step - first) / (last - first)) * (to - from), ticks };
}
