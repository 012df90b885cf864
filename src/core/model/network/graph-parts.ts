import { fieldsOf, type Field } from '../../files/protobuf';
import { readOnnx, typeName, type OnnxValue } from '../onnx-file';
import { nodesOf, valuesOf, type OnnxNode } from '../onnx-nodes';

/** What the shapes and counts of a graph are found from: nodes, the sizes of stored tensors, and the few numbers that are sizes. */

export interface StoredTensor {
  readonly type: string;
  readonly dims: readonly number[];
  /** Its numbers, where they are few; null for weights. */
  readonly values: readonly number[] | null;
}

export interface GraphParts {
  readonly nodes: readonly OnnxNode[];
  readonly stored: ReadonlyMap<string, StoredTensor>;
  readonly inputs: readonly OnnxValue[];
  /** Shapes of inner tensors that the file itself states. */
  readonly stated: ReadonlyMap<string, OnnxValue>;
}

export type Attribute = number | string | readonly number[] | StoredTensor;

const MODEL_GRAPH = 7;
const STORED = 5;
const TENSOR = { sizes: 1, type: 2, floats: 4, ints: 5, longs: 7, name: 8, raw: 9, doubles: 10 } as const;
const NUMBERS: readonly number[] = [TENSOR.floats, TENSOR.ints, TENSOR.longs, TENSOR.raw, TENSOR.doubles];
const ATTRIBUTE = { name: 1, float: 2, whole: 3, text: 4, tensor: 5, floats: 7, wholes: 8 } as const;
/** Numbers of a stored tensor that are read: sizes and scales have a few, weights have more. */
const FEW = 64;
const utf8 = new TextDecoder();

/** @throws Error where it is no ONNX file */
export function graphParts(content: Uint8Array): GraphParts {
  const stored = new Map<string, StoredTensor>();
  for (const model of fieldsOf(content)) {
    if (model.number !== MODEL_GRAPH) continue;
    for (const { number, bytes } of fieldsOf(model.bytes)) {
      if (number !== STORED) continue;
      const { name, ...tensor } = storedTensor(bytes);
      stored.set(name, tensor);
    }
  }
  const stated = new Map(valuesOf(content).map((value) => [value.name, value]));
  return { nodes: nodesOf(content), stored, inputs: readOnnx(content).inputs, stated };
}

/** The attributes of a node by name; graphs within it are left out. */
export function attributesOf({ attributes }: OnnxNode): ReadonlyMap<string, Attribute> {
  return new Map(attributes.map(attribute));
}

function attribute(message: Uint8Array): [string, Attribute] {
  let name = '';
  let value: Attribute = 0;
  const list: number[] = [];
  for (const part of fieldsOf(message)) {
    const { number, bytes } = part;
    if (number === ATTRIBUTE.name) name = utf8.decode(bytes);
    else if (number === ATTRIBUTE.float) value = floatsIn(bytes)[0] ?? 0;
    else if (number === ATTRIBUTE.whole) value = signedIn(part)[0] ?? 0;
    else if (number === ATTRIBUTE.text) value = utf8.decode(bytes);
    else if (number === ATTRIBUTE.tensor) value = storedTensor(bytes);
    else if (number === ATTRIBUTE.floats) list.push(...floatsIn(bytes));
    else if (number === ATTRIBUTE.wholes) list.push(...signedIn(part));
  }
  return [name, list.length > 0 ? list : value];
}

function storedTensor(message: Uint8Array): StoredTensor & { readonly name: string } {
  let [name, type] = ['', ''];
  const dims: number[] = [];
  const numbers: Field[] = [];
  for (const part of fieldsOf(message)) {
    const { number, value, bytes } = part;
    if (number === TENSOR.sizes) dims.push(...signedIn(part));
    else if (number === TENSOR.type) type = typeName(value);
    else if (number === TENSOR.name) name = utf8.decode(bytes);
    else if (NUMBERS.includes(number)) numbers.push(part);
  }
  const count = dims.reduce((product, size) => product * size, 1);
  const values = count <= FEW ? numbers.flatMap((part) => numbersIn(part, type)) : [];
  return { name, type, dims, values: values.length === count ? values : null };
}

function numbersIn(part: Field, type: string): number[] {
  const { number, bytes } = part;
  if (number === TENSOR.floats) return floatsIn(bytes);
  if (number === TENSOR.ints || number === TENSOR.longs) return signedIn(part);
  // A copy: raw bytes may lie at an odd place.
  const raw = bytes.slice().buffer;
  if (number !== TENSOR.raw) return [...new Float64Array(raw)];
  switch (type) {
    case 'int64':
      return [...new BigInt64Array(raw)].map(Number);
    case 'int32':
      return [...new Int32Array(raw)];
    case 'float32':
      return [...new Float32Array(raw)];
    case 'float64':
      return [...new Float64Array(raw)];
    case 'bool':
    case 'uint8':
      return [...new Uint8Array(raw)];
    default:
      return [];
  }
}

function floatsIn(bytes: Uint8Array): number[] {
  return [...new Float32Array(bytes.slice().buffer)];
}

/** Whole numbers of a field, one or packed, with their signs. */
function signedIn({ bytes, whole }: Field): number[] {
  const found: number[] = [];
  let [value, shift] = [0n, 0n];
  // The tag of these fields is one byte.
  for (const byte of bytes.length > 0 ? bytes : whole.subarray(1)) {
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte >= 128) continue;
    found.push(Number(BigInt.asIntN(64, value)));
    [value, shift] = [0n, 0n];
  }
  return found;
}
