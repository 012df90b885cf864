import { fieldsOf, wholesIn } from '../files/protobuf';

/**
 * What an ONNX file says of itself: inputs, outputs, operators, size. Read from the bytes, without a runtime; weights are
 * passed over. Field numbers are those of onnx.proto.
 */

export interface OnnxValue {
  readonly name: string;
  /** 'float32', 'float16', 'int64' and so on; 'type 42' for one that is not known here. */
  readonly type: string;
  /** Sizes; a string is a name for one that is left open, null one without a name. The whole is null where nothing is said. */
  readonly shape: readonly (number | string | null)[] | null;
}

export interface OnnxFile {
  /** Version of the file format. */
  readonly ir: number;
  /** Version of the standard operators; 0 where none is named. */
  readonly opset: number;
  /** Other sets of operators, such as 'com.microsoft'. */
  readonly domains: readonly string[];
  readonly producer: string;
  /** Inputs that have no stored value. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly operators: ReadonlySet<string>;
  /** Stored numbers of floating point or of quantised weights, constants included, but no scales and zero points. */
  readonly parameters: number;
  /** How they are stored: 'float32', 'float16' and so on. */
  readonly storedAs: ReadonlySet<string>;
  /** Names of files beside this one that hold weights; a page cannot reach them. */
  readonly besides: readonly string[];
}

const TYPES: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  16: 'bfloat16',
  21: 'uint4',
  22: 'int4',
};
export const FLOATS: readonly string[] = ['float32', 'float16', 'float64', 'bfloat16'];
/** Quantised weights. */
export const SMALL: readonly string[] = ['int8', 'uint8', 'int4', 'uint4'];
/** Inputs that hold scales and zero points of quantised values, and those that hold a bias in 32 bits. */
export const SCALES: Readonly<Record<string, readonly number[]>> = {
  QuantizeLinear: [1, 2],
  DequantizeLinear: [1, 2],
  ConvInteger: [2, 3],
  MatMulInteger: [2, 3],
  QLinearConv: [1, 2, 4, 5, 6, 7],
  QLinearMatMul: [1, 2, 4, 5, 6, 7],
};
const BIASES: Readonly<Record<string, number>> = { DequantizeLinear: 0, QLinearConv: 8 };
const utf8 = new TextDecoder();

/** What is collected on the way through graphs and the graphs in them. */
interface Sums {
  readonly operators: Set<string>;
  readonly storedAs: Set<string>;
  readonly besides: Set<string>;
  readonly tensors: { readonly name: string; readonly type: string; readonly count: number }[];
  readonly scales: Set<string>;
  readonly biases: Set<string>;
}

/** @throws Error that says why these bytes are no ONNX graph */
export function readOnnx(content: Uint8Array): OnnxFile {
  let [ir, opset, producer] = [0, 0, ''];
  const domains = new Set<string>();
  const sums: Sums = {
    operators: new Set(),
    storedAs: new Set(),
    besides: new Set(),
    tensors: [],
    scales: new Set(),
    biases: new Set(),
  };
  let values: Pick<OnnxFile, 'inputs' | 'outputs'> | null = null;
  for (const { number, value, bytes } of fieldsOf(content)) {
    if (number === 1) ir = value < 1000 ? value : 0;
    else if (number === 2) producer = utf8.decode(bytes);
    else if (number === 7) values = readGraph(bytes, sums);
    else if (number === 8) {
      const [domain, version] = readOpset(bytes);
      if (domain === '' || domain === 'ai.onnx') opset = version;
      else domains.add(domain);
    }
  }
  if (!ir || !values) throw new Error('It is no ONNX file.');
  if (values.outputs.length === 0 || sums.operators.size === 0) throw new Error('It has no graph that gives anything.');
  return {
    ir,
    opset,
    domains: [...domains],
    producer,
    ...values,
    operators: sums.operators,
    parameters: parametersOf(sums),
    storedAs: sums.storedAs,
    besides: [...sums.besides],
  };
}

function readOpset(message: Uint8Array): [domain: string, version: number] {
  let [domain, version] = ['', 0];
  for (const { number, value, bytes } of fieldsOf(message)) {
    if (number === 1) domain = utf8.decode(bytes);
    else if (number === 2) version = value;
  }
  return [domain, version];
}

function readGraph(message: Uint8Array, sums: Sums): Pick<OnnxFile, 'inputs' | 'outputs'> {
  const stored = new Set<string>();
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  for (const { number, bytes } of fieldsOf(message)) {
    if (number === 1) readNode(bytes, sums);
    else if (number === 5) stored.add(readTensor(bytes, sums));
    else if (number === 11) inputs.push(readValue(bytes));
    else if (number === 12) outputs.push(readValue(bytes));
  }
  return { inputs: inputs.filter(({ name }) => !stored.has(name)), outputs };
}

function readNode(message: Uint8Array, sums: Sums): void {
  let operator = '';
  const [inputs, outputs, attributes]: [string[], string[], Uint8Array[]] = [[], [], []];
  for (const { number, bytes } of fieldsOf(message)) {
    if (number === 1) inputs.push(utf8.decode(bytes));
    else if (number === 2) outputs.push(utf8.decode(bytes));
    else if (number === 4) operator = utf8.decode(bytes);
    else if (number === 5) attributes.push(bytes);
  }
  sums.operators.add(operator);
  for (const at of SCALES[operator] ?? []) sums.scales.add(inputs[at] ?? '');
  sums.biases.add(inputs[BIASES[operator] ?? -1] ?? '');
  for (const part of attributes.flatMap((bytes) => [...fieldsOf(bytes)])) {
    if (part.number === 5) readTensor(part.bytes, sums, outputs[0]);
    else if (part.number === 6) readGraph(part.bytes, sums);
  }
}

function parametersOf({ tensors, scales, biases }: Sums): number {
  const isWeight = ({ name, type }: Sums['tensors'][number]): boolean =>
    !scales.has(name) && ([...FLOATS, ...SMALL].includes(type) || (type === 'int32' && biases.has(name)));
  return tensors.filter(isWeight).reduce((sum, { count }) => sum + count, 0);
}

/** Notes a stored tensor. @param as the name under which a constant is known @returns its name */
function readTensor(message: Uint8Array, sums: Sums, as?: string): string {
  let [name, type, count] = ['', '', 1];
  for (const part of fieldsOf(message)) {
    const { number, value, bytes } = part;
    if (number === 1) count = wholesIn(part).reduce((product, size) => product * size, count);
    else if (number === 2) type = typeName(value);
    else if (number === 8) name = utf8.decode(bytes);
    else if (number === 13) readBeside(bytes, sums);
  }
  sums.tensors.push({ name: as ?? name, type, count });
  if (FLOATS.includes(type)) sums.storedAs.add(type);
  return name;
}

function readBeside(message: Uint8Array, sums: Sums): void {
  let [key, text] = ['', ''];
  for (const { number, bytes } of fieldsOf(message)) {
    if (number === 1) key = utf8.decode(bytes);
    else if (number === 2) text = utf8.decode(bytes);
  }
  if (key === 'location') sums.besides.add(text);
}

/** An input, output or value on the way, of its message. */
export function readValue(message: Uint8Array): OnnxValue {
  let name = '';
  let type = 'no tensor';
  let shape: OnnxValue['shape'] = null;
  for (const { number, bytes } of fieldsOf(message)) {
    if (number === 1) name = utf8.decode(bytes);
    if (number !== 2) continue;
    for (const kind of fieldsOf(bytes)) {
      if (kind.number !== 1) continue;
      for (const part of fieldsOf(kind.bytes)) {
        if (part.number === 1) type = typeName(part.value);
        else if (part.number === 2)
          shape = [...fieldsOf(part.bytes)].filter((each) => each.number === 1).map((each) => readSize(each.bytes));
      }
    }
  }
  return { name, type, shape };
}

function readSize(message: Uint8Array): number | string | null {
  let size: number | string | null = null;
  for (const { number, value, bytes } of fieldsOf(message)) {
    // Some exporters write 0 or -1 for a size that is open.
    if (number === 1) size = value > 0 && value < 2 ** 40 ? value : null;
    else if (number === 2) size = utf8.decode(bytes) || null;
  }
  return size;
}

/** The number of a type's name. */
export function typeNumber(name: string): number {
  return Number(Object.entries(TYPES).find(([, known]) => known === name)?.[0] ?? /\d+$/.exec(name)?.[0] ?? 0);
}

export function typeName(number: number): string {
  return TYPES[number] ?? `type ${number}`;
}

const STARTS: readonly (readonly [number, readonly number[], string])[] = [
  [0, [0x50, 0x4b, 3, 4], 'a PyTorch checkpoint or another ZIP archive'],
  [0, [0x80, 2], 'a pickled checkpoint'],
  [0, [0x89, 0x48, 0x44, 0x46], 'an HDF5 file'],
  [0, [0x89, 0x50, 0x4e, 0x47], 'a PNG picture'],
  [0, [0xff, 0xd8, 0xff], 'a JPEG picture'],
  [0, [0x47, 0x47, 0x55, 0x46], 'a GGUF file'],
  [4, [0x54, 0x46, 0x4c, 0x33], 'a TensorFlow Lite file'],
  [4, [0x4f, 0x52, 0x54, 0x4d], 'an ORT file'],
  [8, [0x7b, 0x22], 'a safetensors file'],
  [0, [0x76, 0x65, 0x72, 0x73, 0x69, 0x6f, 0x6e, 0x20], 'a Git LFS pointer, which stands for the file'],
];

/** What a file that is no ONNX graph seems to be, from its first bytes; null where they say nothing. */
export function looksLike(content: Uint8Array): string | null {
  const known = STARTS.find(([at, bytes]) => bytes.every((byte, index) => content[at + index] === byte));
  if (known) return known[2];
  const start = utf8.decode(content.subarray(0, 64)).trimStart();
  return start.startsWith('<') ? 'a web page' : start.startsWith('{') || start.startsWith('[') ? 'a JSON file' : null;
}
