import { elementCount } from '../../math/geometry';
import { numberAt, numbersAt, placeOf, stretched, UNKNOWN, type Known, type Node, type Rule } from './known';

/** Operators that move tensors about, and those that compute sizes: of these the numbers themselves are followed. */

/** Values of small tensors, stretched to each other where one of them has a single one. */
function computed(compute: (a: number, b: number, isFloat: boolean) => number): Rule {
  return ({ inputs }) => {
    const dims = inputs.map((each) => each.dims).reduce((a, b) => stretched(a, b));
    const isFloat = inputs.some((each) => each.isFloat);
    const [first, ...others] = inputs.map(({ values }) => values);
    if (!dims || !first || others.some((each) => !each)) return { dims };
    const count = elementCount(dims);
    const at = (values: readonly number[], index: number): number => values[values.length === 1 ? 0 : index] ?? 0;
    if (inputs.some(({ values }) => values?.length !== 1 && values?.length !== count)) return { dims };
    const values = Array.from({ length: count }, (_, index) =>
      others.reduce((value, each) => compute(value, at(each ?? [], index), isFloat), at(first, index)),
    );
    return { dims, values, isFloat };
  };
}

const withValues = (dims: Known['dims'], values: readonly number[] | undefined, isFloat = false): Known =>
  values ? { dims, values, isFloat } : { dims };

const rounded =
  (round: (value: number) => number): Rule =>
  ({ inputs: [x] }) =>
    withValues(x?.dims ?? null, x?.values?.map(round), x?.isFloat);

const WHOLE_TYPES = [2, 3, 4, 5, 6, 7, 9, 12, 13];

const cast: Rule = ({ inputs: [x], attributes }) => {
  const isWhole = WHOLE_TYPES.includes(numberAt(attributes, 'to', 1));
  return withValues(
    x?.dims ?? null,
    x?.values?.map((value) => (isWhole ? Math.trunc(value) : value)),
    !isWhole,
  );
};

const shape: Rule = ({ inputs: [x], attributes }) => {
  if (!x?.dims) return UNKNOWN;
  const rank = x.dims.length;
  const values = x.dims.slice(
    placeOf(numberAt(attributes, 'start', 0), rank),
    placeOf(numberAt(attributes, 'end', rank), rank),
  );
  return { dims: [values.length], values };
};

const gather: Rule = ({ inputs: [x, index], attributes }) => {
  if (!x?.dims || !index?.dims) return UNKNOWN;
  const axis = placeOf(numberAt(attributes, 'axis', 0), x.dims.length);
  const dims = [...x.dims.slice(0, axis), ...index.dims, ...x.dims.slice(axis + 1)];
  const values =
    x.values && x.dims.length === 1
      ? index.values?.map((at) => x.values?.[placeOf(at, x.values.length)] ?? 0)
      : undefined;
  return withValues(dims, values, x.isFloat);
};

const concat: Rule = ({ inputs, attributes }) => {
  const [first, ...others] = inputs.map(({ dims }) => dims);
  if (!first || others.some((each) => !each)) return UNKNOWN;
  const axis = placeOf(numberAt(attributes, 'axis', 0), first.length);
  const sum = inputs.reduce((all, { dims }) => all + (dims?.[axis] ?? 0), 0);
  const dims = first.map((size, at) => (at === axis ? sum : size));
  const isKnown = first.length === 1 && inputs.every(({ values }) => values);
  return withValues(dims, isKnown ? inputs.flatMap(({ values }) => values ?? []) : undefined);
};

const reshape: Rule = ({ inputs: [x, list], attributes }) => {
  const wanted = list?.values ?? numbersAt(attributes, 'shape');
  if (!wanted) return UNKNOWN;
  const keepsZero = numberAt(attributes, 'allowzero', 0) === 1;
  const sizes = wanted.map((size, at) => (size === 0 && !keepsZero ? (x?.dims?.[at] ?? -2) : size));
  if (sizes.includes(-2) || (sizes.includes(-1) && !x?.dims)) return UNKNOWN;
  const rest = elementCount(x?.dims ?? []) / elementCount(sizes.filter((size) => size !== -1));
  return withValues(
    sizes.map((size) => (size === -1 ? rest : size)),
    x?.values,
    x?.isFloat,
  );
};

const transpose: Rule = ({ inputs: [x], attributes }) => {
  if (!x?.dims) return UNKNOWN;
  const { dims } = x;
  const order = numbersAt(attributes, 'perm') ?? dims.map((_, at) => dims.length - 1 - at);
  const sizes = order.map((at) => dims[at] ?? 1);
  return withValues(
    sizes,
    moved(x, sizes, (place) => dims.map((_, at) => place[order.indexOf(at)] ?? 0)),
    x.isFloat,
  );
};

/** The values of a small tensor at other places. @param from where a value of the new one was before */
function moved(
  { dims, values }: Known,
  sizes: readonly number[],
  from: (place: readonly number[]) => readonly number[],
): number[] | undefined {
  if (!values || !dims) return undefined;
  return Array.from({ length: elementCount(sizes) }, (_, index) => {
    let rest = index;
    const place = sizes.toReversed().map((size) => {
      const at = rest % size;
      rest = (rest - at) / size;
      return at;
    });
    return values[from(place.reverse()).reduce((all, at, axis) => all * (dims[axis] ?? 1) + at, 0)] ?? 0;
  });
}

const axesOf = ({ inputs, attributes }: Node): readonly number[] | undefined =>
  numbersAt(attributes, 'axes') ?? inputs[1]?.values;

const squeeze: Rule = (node) => {
  const [x] = node.inputs;
  if (!x?.dims) return UNKNOWN;
  const { dims } = x;
  const axes = axesOf(node)?.map((axis) => placeOf(axis, dims.length));
  return withValues(
    dims.filter((size, at) => (axes ? !axes.includes(at) : size !== 1)),
    x.values,
    x.isFloat,
  );
};

const unsqueeze: Rule = (node) => {
  const [x] = node.inputs;
  const given = axesOf(node);
  if (!x?.dims || !given) return UNKNOWN;
  const rank = x.dims.length + given.length;
  const axes = given.map((axis) => placeOf(axis, rank));
  const left = [...x.dims];
  const dims = Array.from({ length: rank }, (_, at) => (axes.includes(at) ? 1 : (left.shift() ?? 1)));
  return withValues(dims, x.values, x.isFloat);
};

const slice: Rule = ({ inputs: [x, ...lists], attributes }) => {
  if (!x?.dims) return UNKNOWN;
  const { dims } = x;
  const [starts, ends, axes, steps] = ['starts', 'ends', 'axes', 'steps'].map(
    (name, at) => lists[at]?.values ?? numbersAt(attributes, name),
  );
  if (!starts || !ends) return UNKNOWN;
  const sizes = [...dims];
  const [first, stride] = [dims.map(() => 0), dims.map(() => 1)];
  starts.forEach((start, index) => {
    const at = placeOf(axes?.[index] ?? index, dims.length);
    const [size, step] = [dims[at] ?? 0, steps?.[index] ?? 1];
    const bound = (value: number): number =>
      Math.min(step > 0 ? size : size - 1, Math.max(step > 0 ? 0 : -1, value < 0 ? value + size : value));
    const [from, to] = [bound(start), bound(ends[index] ?? size)];
    sizes[at] = Math.max(0, Math.ceil((to - from) / step));
    [first[at], stride[at]] = [from, step];
  });
  const values = moved(x, sizes, (place) => place.map((at, axis) => (first[axis] ?? 0) + at * (stride[axis] ?? 1)));
  return withValues(sizes, values, x.isFloat);
};

const pad: Rule = ({ inputs: [x, list, , axes], attributes }) => {
  const pads = list?.values ?? numbersAt(attributes, 'pads');
  if (!x?.dims || !pads) return UNKNOWN;
  const half = pads.length / 2;
  const dims = [...x.dims];
  for (let index = 0; index < half; index++) {
    const at = placeOf(axes?.values?.[index] ?? index, dims.length);
    dims[at] = (dims[at] ?? 0) + (pads[index] ?? 0) + (pads[index + half] ?? 0);
  }
  return { dims };
};

const tile: Rule = ({ inputs: [x, times] }) => ({
  dims: x?.dims && times?.values ? x.dims.map((size, at) => size * (times.values?.[at] ?? 1)) : null,
});

const expand: Rule = ({ inputs: [x, list] }) => ({ dims: stretched(x?.dims ?? null, list?.values ?? null) });

const filled: Rule = ({ inputs: [list], attributes }) => {
  const dims = list?.values;
  if (!dims) return UNKNOWN;
  const value = attributes.get('value');
  const fill = typeof value === 'object' && 'sizes' in value ? value.values?.[0] : 0;
  const few = dims.length === 1 && (dims[0] ?? 0) <= 64;
  return withValues(dims, few && fill !== undefined ? Array.from({ length: dims[0] ?? 0 }, () => fill) : undefined);
};

const flatten: Rule = ({ inputs: [x], attributes }) => {
  if (!x?.dims) return UNKNOWN;
  const axis = placeOf(numberAt(attributes, 'axis', 1), x.dims.length);
  return { dims: [elementCount(x.dims.slice(0, axis)), elementCount(x.dims.slice(axis))] };
};

const where: Rule = ({ inputs: [test, a, b] }) => {
  const dims = stretched(test?.dims ?? null, stretched(a?.dims ?? null, b?.dims ?? null));
  const chosen = test?.values?.map((is, at) => (is ? a : b)?.values?.[(is ? a : b)?.values?.length === 1 ? 0 : at]);
  return withValues(dims, chosen?.every((value) => value !== undefined) ? (chosen as number[]) : undefined);
};

const divided = (a: number, b: number, isFloat: boolean): number => (isFloat ? a / b : Math.trunc(a / b));

export const SIZE_RULES: readonly [string, Rule][] = [
  ['Add', computed((a, b) => a + b)],
  ['Sub', computed((a, b) => a - b)],
  ['Mul', computed((a, b) => a * b)],
  ['Div', computed(divided)],
  ['Mod', computed((a, b) => a - Math.floor(a / b) * b)],
  ['Min', computed((a, b) => Math.min(a, b))],
  ['Max', computed((a, b) => Math.max(a, b))],
  ['Equal', computed((a, b) => Number(a === b))],
  ['Floor', rounded(Math.floor)],
  ['Ceil', rounded(Math.ceil)],
  ['Cast', cast],
  ['Shape', shape],
  ['Gather', gather],
  ['Concat', concat],
  ['Reshape', reshape],
  ['Transpose', transpose],
  ['Squeeze', squeeze],
  ['Unsqueeze', unsqueeze],
  ['Slice', slice],
  ['Pad', pad],
  ['Tile', tile],
  ['Expand', expand],
  ['ConstantOfShape', filled],
  ['Flatten', flatten],
  ['Where', where],
];
