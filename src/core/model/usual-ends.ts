import { COLOURS, note, type Finding, type Part } from './model-contract';
import { isChannelsLast } from './model-cures';
import type { NewEnd, Step } from './onnx-ends';
import type { OnnxFile, OnnxValue } from './onnx-file';

/**
 * Which ends of a graph are rewritten (onnx-ends.ts), and how: other floating types, bytes for pixels, channels at the end,
 * one frame of a video, no batch, or a batch of more than one.
 */

type Sizes = NonNullable<OnnxValue['shape']>;
/** Types that every graph may use in place of float32. */
const FLOATS = ['float16', 'float64', 'bfloat16'];
/** A batch of more than this is not filled up. */
const MOST_REPEATED = 8;
const TO_LAST = [0, 2, 3, 1];
const TO_FIRST = [0, 3, 1, 2];

export interface UsualEnds {
  /** The file as it is once its ends are rewritten. */
  readonly file: OnnxFile;
  readonly ends: readonly NewEnd[];
}

/** @param isTaken whether the graph has names that begin so; needed where its ends are to be rewritten */
export function usualEnds(file: OnnxFile, isTaken: (name: string) => boolean = () => false): UsualEnds {
  const { inputs, outputs } = file;
  const newEnd = (value: OnnxValue, layout: Layout, way: 'in' | 'out'): NewEnd | null => {
    const steps = stepsOf(value, layout, way);
    if (steps.length === 0) return null;
    const name = freeName(`${value.name}.float32`, isTaken);
    return { way, inside: value, outside: { name, ...outsideOf(value, layout, steps) }, steps };
  };
  const layoutOf = layoutsIn(inputs, outputs);
  const ends = [
    ...inputs.map((value) => newEnd(value, layoutOf(value), 'in')),
    ...outputs.map((value) => newEnd(value, layoutOf(value), 'out')),
  ].filter((end) => end !== null);
  const outside = (value: OnnxValue): OnnxValue => ends.find(({ inside }) => inside === value)?.outside ?? value;
  return { file: { ...file, inputs: inputs.map(outside), outputs: outputs.map(outside) }, ends };
}

/** How the sizes of a value lie; null where they are [batch, channels, height, width], or nothing that is known. */
type Layout = 'channels last' | 'one frame' | 'no batch' | 'no batch, channels last' | null;

function layoutsIn(inputs: readonly OnnxValue[], outputs: readonly OnnxValue[]): (value: OnnxValue) => Layout {
  const [[input], [output]] = [inputs, outputs];
  const isPair = inputs.length === 1 && outputs.length === 1 && input && output;
  const picture = isPair ? [input, output].find((value) => isChannelsLast(value) || isLonely(value)) : undefined;
  return (value) => {
    const { shape } = value;
    if (shape?.length === 5) return shape[2] === 1 || typeof shape[2] !== 'number' ? 'one frame' : null;
    if (!shape || !picture) return null;
    const last = value === picture ? shape.at(-1) === COLOURS : isLastBeside(shape, picture);
    if (shape.length === 4) return last ? 'channels last' : null;
    return shape.length === 3 && picture.shape?.length === 3 ? (last ? 'no batch, channels last' : 'no batch') : null;
  };
}

/** A picture without a batch: three colours at one end, and no 1 at the other, which would be a batch of tokens. */
function isLonely({ shape }: OnnxValue): boolean {
  if (shape?.length !== 3) return false;
  const [first, , last] = shape;
  return first === COLOURS || (last === COLOURS && first !== 1);
}

/** Whether the latent beside a picture has its channels at the end. */
function isLastBeside(shape: Sizes, picture: OnnxValue): boolean {
  const pictureLast = picture.shape?.at(-1) === COLOURS;
  const [a, b, c] = shape.slice(-3) as [Sizes[number], Sizes[number], Sizes[number]];
  const [height, width] = (picture.shape ?? []).slice(pictureLast ? -3 : -2);
  if (typeof a !== typeof c) return typeof c === 'number';
  const isScaled = (h: Sizes[number], w: Sizes[number]): boolean =>
    [h, w, height, width].every((size) => typeof size === 'number') &&
    Number(height) * Number(w) === Number(width) * Number(h) &&
    Number(height) !== Number(h);
  const [asLast, asFirst] = [isScaled(a, b), isScaled(b, c)];
  return asLast === asFirst ? pictureLast : asLast;
}

function freeName(name: string, isTaken: (name: string) => boolean, count = 1): string {
  const tried = count === 1 ? name : `${name}_${count}`;
  return isTaken(tried) ? freeName(name, isTaken, count + 1) : tried;
}

/** In the order of the data. */
function stepsOf({ shape, type }: OnnxValue, layout: Layout, way: 'in' | 'out'): Step[] {
  const sizes = shape && outsideSizes(shape, layout);
  const batch = layout?.startsWith('no batch') ? 1 : sizes?.[0];
  const repeated = typeof batch === 'number' && batch > 1 && batch <= MOST_REPEATED ? batch : 1;
  const isBytes = type === 'uint8' && sizes?.[1] === COLOURS;
  const isIn = way === 'in';
  // Only the cast itself meets values of the other type, which fewer operators take.
  const cast: Step[] = FLOATS.includes(type) || isBytes ? [{ do: 'cast', to: isIn ? type : 'float32' }] : [];
  return [
    ...(isBytes && isIn ? ([{ do: 'to bytes' }] as const) : []),
    ...(isIn ? [] : cast),
    ...(repeated > 1 && !isIn ? ([{ do: 'first' }] as const) : []),
    ...layoutSteps(layout, isIn),
    ...(repeated > 1 && isIn ? ([{ do: 'repeat', times: repeated }] as const) : []),
    ...(isIn ? cast : []),
    ...(isBytes && !isIn ? ([{ do: 'from bytes' }] as const) : []),
  ];
}

function outsideOf({ shape, type }: OnnxValue, layout: Layout, steps: readonly Step[]): Omit<OnnxValue, 'name'> {
  const does = (...kinds: readonly Step['do'][]): boolean => steps.some((step) => kinds.includes(step.do));
  const sizes = shape && outsideSizes(shape, layout);
  return {
    type: does('cast') ? 'float32' : type,
    shape: sizes && does('repeat', 'first') ? [1, ...sizes.slice(1)] : sizes,
  };
}

function outsideSizes(shape: Sizes, layout: Layout): Sizes {
  const at = (...places: number[]): Sizes => places.map((place) => shape[place] ?? null);
  switch (layout) {
    case 'channels last':
      return at(...TO_FIRST);
    case 'one frame':
      return at(0, 1, 3, 4);
    case 'no batch':
      return [1, ...shape];
    case 'no batch, channels last':
      return [1, ...at(2, 0, 1)];
    case null:
      return shape;
  }
}

function layoutSteps(layout: Layout, isIn: boolean): Step[] {
  const transpose: Step = { do: 'transpose', order: isIn ? TO_LAST : TO_FIRST };
  const batch: Step = { do: isIn ? 'squeeze' : 'unsqueeze', axis: 0 };
  switch (layout) {
    case 'channels last':
      return [transpose];
    case 'one frame':
      return [{ do: isIn ? 'unsqueeze' : 'squeeze', axis: 2 }];
    case 'no batch':
      return [batch];
    case 'no batch, channels last':
      return isIn ? [transpose, batch] : [batch, transpose];
    case null:
      return [];
  }
}

/** Whether pixels go in or come out as bytes, which stand for [0, 1]. */
export function hasBytes(ends: readonly NewEnd[]): boolean {
  return ends.some(({ steps }) => steps.some((step) => step.do === 'to bytes' || step.do === 'from bytes'));
}

/** What is said of ends that were rewritten. */
export function endFindings(part: Part, ends: readonly NewEnd[]): Finding[] {
  const rows = new Map<string, { readonly row: Row; readonly names: string[] }>();
  for (const { way, inside, steps } of ends) {
    for (const step of steps) {
      const row = rowOf(step, way, inside);
      if (!row) continue;
      const key = row.join();
      rows.set(key, { row, names: [...(rows.get(key)?.names ?? []), inside.name] });
    }
  }
  return [...rows.values()].map(({ row: [what, expected, found, done], names }) =>
    note(part, what, expected, `${found} in ${names.join(', ')}`, `Nothing. ${done}`),
  );
}

type Row = readonly [what: string, expected: string, found: string, done: string];

function rowOf(step: Step, way: NewEnd['way'], { type }: OnnxValue): Row | null {
  const layout = ['Dimensions', 'batch, channels, height, width'] as const;
  switch (step.do) {
    case 'cast':
      return type === 'uint8'
        ? null
        : ['Type of values', 'float32', type, `The page casts ${way === 'in' ? 'from' : 'to'} float32.`];
    case 'to bytes':
      return ['Type of values', 'float32', type, 'The page gives pixels of [0, 1] times 255, rounded.'];
    case 'from bytes':
      return [
        'Type of values',
        'float32',
        type,
        'The page divides the pixels by 255, so that they are in [0, 1]. They were rounded before.',
      ];
    case 'transpose':
      return [...layout, 'channels at the end', 'The page turns them.'];
    case 'squeeze':
    case 'unsqueeze':
      return step.axis === 2
        ? [...layout, 'an axis of frames', 'The page gives one frame, and reads one.']
        : [...layout, 'no batch', 'The page leaves it out.'];
    case 'repeat':
      return [
        'Batch',
        '1 or open',
        String(step.times),
        `The page gives the picture ${step.times} times and keeps the first result, which takes ${step.times} times the work. Export with an example of batch 1 to save it.`,
      ];
    case 'first':
      return null;
  }
}
