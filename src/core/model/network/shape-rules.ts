import { knownOf, numberAt, numbersAt, placeOf, stretched, UNKNOWN, type Known, type Node, type Rule } from './known';
import { SIZE_RULES } from './size-rules';

/** How the shape of what an operator gives follows from what it gets. */

const same: Rule = ({ inputs: [x] }) => ({ dims: x?.dims ?? null });

/** Sizes after a window has gone over them. @param kernel sizes of the window */
function slid({ attributes }: Node, sizes: readonly number[], kernel: readonly number[]): number[] {
  const pads = numbersAt(attributes, 'pads');
  const [strides, dilations] = [numbersAt(attributes, 'strides'), numbersAt(attributes, 'dilations')];
  const round = numberAt(attributes, 'ceil_mode', 0) ? Math.ceil : Math.floor;
  const kind = attributes.get('auto_pad');
  return sizes.map((size, at) => {
    const [stride, reach] = [strides?.[at] ?? 1, (dilations?.[at] ?? 1) * ((kernel[at] ?? 1) - 1) + 1];
    if (typeof kind === 'string' && kind.startsWith('SAME')) return Math.ceil(size / stride);
    const padded = size + (pads?.[at] ?? 0) + (pads?.[at + sizes.length] ?? 0);
    return round((padded - reach) / stride) + 1;
  });
}

/** @param at which input the weight [out, in / groups, ...] is */
const convolution =
  (at: number): Rule =>
  (node) => {
    const [x, weight] = [node.inputs[0]?.dims, node.inputs[at]?.dims];
    if (!x || !weight) return UNKNOWN;
    return { dims: [x[0] ?? 1, weight[0] ?? 1, ...slid(node, x.slice(2), weight.slice(2))] };
  };

const transposed: Rule = ({ inputs, attributes }) => {
  const [x, weight] = [inputs[0]?.dims, inputs[1]?.dims];
  if (!x || !weight) return UNKNOWN;
  const sizes = x.slice(2).map((size, at) => {
    const given = numbersAt(attributes, 'output_shape')?.[at];
    const of = (name: string, place: number, otherwise: number): number =>
      numbersAt(attributes, name)?.[place] ?? otherwise;
    const pads = of('pads', at, 0) + of('pads', at + x.length - 2, 0);
    const reach = of('dilations', at, 1) * ((weight[at + 2] ?? 1) - 1) + 1;
    return given ?? of('strides', at, 1) * (size - 1) + of('output_padding', at, 0) + reach - pads;
  });
  return { dims: [x[0] ?? 1, (weight[1] ?? 1) * numberAt(attributes, 'group', 1), ...sizes] };
};

const pool: Rule = (node) => {
  const x = node.inputs[0]?.dims;
  const kernel = numbersAt(node.attributes, 'kernel_shape');
  return x && kernel ? { dims: [...x.slice(0, 2), ...slid(node, x.slice(2), kernel)] } : UNKNOWN;
};

const wholePool: Rule = ({ inputs: [x] }) => ({
  dims: x?.dims ? x.dims.map((size, at) => (at < 2 ? size : 1)) : null,
});

const resize: Rule = ({ operator, inputs, attributes }) => {
  const x = inputs[0]?.dims;
  if (!x) return UNKNOWN;
  const axes = numbersAt(attributes, 'axes')?.map((axis) => placeOf(axis, x.length)) ?? x.map((_, at) => at);
  const named = (list: readonly number[], from: (size: number, value: number) => number): Known => ({
    dims: x.map((size, at) => (axes.includes(at) ? from(size, list[axes.indexOf(at)] ?? 1) : size)),
  });
  const sizes = inputs[3]?.values;
  if (sizes?.length) return named(sizes, (_, value) => value);
  const scales =
    operator === 'Upsample' || inputs.length === 2
      ? (inputs[1]?.values ?? numbersAt(attributes, 'scales'))
      : inputs[2]?.values;
  return scales?.length ? named(scales, (size, value) => Math.floor(size * value)) : UNKNOWN;
};

const matMul: Rule = ({ inputs }) => {
  const [a, b] = [inputs[0]?.dims, inputs[1]?.dims];
  if (!a || !b) return UNKNOWN;
  const batch = stretched(a.slice(0, -2), b.slice(0, -2));
  if (!batch) return UNKNOWN;
  const rows = a.length > 1 ? [a.at(-2) ?? 1] : [];
  return { dims: [...batch, ...rows, ...(b.length > 1 ? [b.at(-1) ?? 1] : [])] };
};

const gemm: Rule = ({ inputs, attributes }) => {
  const [a, b] = [inputs[0]?.dims, inputs[1]?.dims];
  if (!a || !b) return UNKNOWN;
  const turned = (name: string): number => numberAt(attributes, name, 0);
  return { dims: [a[turned('transA') ? 1 : 0] ?? 1, b[turned('transB') ? 0 : 1] ?? 1] };
};

const packedMatMul: Rule = ({ inputs: [x], attributes }) => ({
  dims: x?.dims ? [...x.dims.slice(0, -1), numberAt(attributes, 'N', 1)] : null,
});

const reduced: Rule = ({ inputs: [x, list], attributes }) => {
  if (!x?.dims) return UNKNOWN;
  const rank = x.dims.length;
  const given = numbersAt(attributes, 'axes') ?? list?.values ?? x.dims.map((_, at) => at);
  const axes = given.map((axis) => placeOf(axis, rank));
  const keeps = numberAt(attributes, 'keepdims', 1) === 1;
  return { dims: x.dims.flatMap((size, at) => (axes.includes(at) ? (keeps ? [1] : []) : [size])) };
};

const shuffled =
  (way: 'out' | 'in'): Rule =>
  ({ inputs: [x], attributes }) => {
    if (x?.dims?.length !== 4) return UNKNOWN;
    const [batch = 1, channels = 1, height = 1, width = 1] = x.dims;
    const block = numberAt(attributes, 'blocksize', 1);
    return way === 'out'
      ? { dims: [batch, channels / block ** 2, height * block, width * block] }
      : { dims: [batch, channels * block ** 2, height / block, width / block] };
  };

const all: Rule = ({ inputs }) => ({
  dims: inputs.map(({ dims }) => dims).reduce((a, b) => stretched(a, b)),
});

const heads: Rule = ({ inputs: [query, , value] }) => ({
  dims: query?.dims ? [...query.dims.slice(0, -1), value?.dims?.at(-1) ?? query.dims.at(-1) ?? 1] : null,
});

const split: Rule = ({ inputs: [x, list], attributes, outputs }) => {
  if (!x?.dims) return Array.from({ length: outputs }, () => UNKNOWN);
  const { dims } = x;
  const axis = placeOf(numberAt(attributes, 'axis', 0), dims.length);
  const each = Math.ceil((dims[axis] ?? 0) / outputs);
  const sizes = list?.values ?? numbersAt(attributes, 'split');
  return Array.from({ length: outputs }, (_, part) => {
    const rest = Math.min(each, (dims[axis] ?? 0) - part * each);
    return { dims: dims.map((size, at) => (at === axis ? (sizes?.[part] ?? rest) : size)) };
  });
};

const stored: Rule = ({ attributes }) => {
  const value = attributes.get('value');
  if (typeof value === 'object' && 'sizes' in value) return knownOf(value);
  for (const name of ['value_int', 'value_float', 'value_ints', 'value_floats']) {
    const found = attributes.get(name);
    const isFloat = name.startsWith('value_float');
    if (typeof found === 'number') return { dims: [], values: [found], isFloat };
    if (Array.isArray(found)) return { dims: [found.length], values: found as number[], isFloat };
  }
  return UNKNOWN;
};

const many = (names: string, rule: Rule): [string, Rule][] => names.split(' ').map((name) => [name, rule]);

/** Operators whose result has the shape of the first thing they get. */
const SAME =
  'Relu LeakyRelu PRelu Elu Celu Selu Gelu FastGelu QuickGelu BiasGelu Sigmoid HardSigmoid HardSwish Mish Softplus Softsign ' +
  'ThresholdedRelu Tanh Exp Log Erf Sin Cos Neg Abs Sqrt Reciprocal Round Sign Not Clip Softmax LogSoftmax Dropout Identity ' +
  'InstanceNormalization BatchNormalization LayerNormalization SkipLayerNormalization GroupNormalization GroupNorm ' +
  'SimplifiedLayerNormalization RMSNormalization LRN LpNormalization CumSum QuantizeLinear DequantizeLinear ' +
  'RandomNormalLike RandomUniformLike';

export const RULES: ReadonlyMap<string, Rule> = new Map([
  ...many(SAME, same),
  ...many('Pow And Or Xor Less Greater LessOrEqual GreaterOrEqual PRelu Sum Mean', all),
  ...many('Conv ConvInteger FusedConv', convolution(1)),
  ...many('QLinearConv', convolution(3)),
  ...many('ConvTranspose', transposed),
  ...many('AveragePool MaxPool LpPool', pool),
  ...many('GlobalAveragePool GlobalMaxPool GlobalLpPool', wholePool),
  ...many('Resize Upsample', resize),
  ...many('MatMul MatMulInteger', matMul),
  ...many('Gemm', gemm),
  ...many('MatMulNBits', packedMatMul),
  ...many('ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceSumSquare', reduced),
  ...many('DepthToSpace', shuffled('out')),
  ...many('SpaceToDepth', shuffled('in')),
  ...many('MultiHeadAttention', heads),
  ...many('Split', split),
  ...many('DynamicQuantizeLinear', ({ inputs: [x] }) => [{ dims: x?.dims ?? null }, { dims: [] }, { dims: [] }]),
  ...many('Constant', stored),
  ...SIZE_RULES,
]);
