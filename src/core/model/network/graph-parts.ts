import { fieldsOf, wholesIn, type Field } from '../../files/protobuf';
import { elementCount } from '../../math/geometry';
import type { OnnxValue } from '../onnx-file';
import { nodesOf, readStored, storedMessages, TENSOR, valuesOf, type OnnxNode, type StoredTensor } from '../onnx-nodes';

/** What the shapes and counts of a graph are found from: nodes, the sizes of stored tensors, and the few numbers that are sizes. */

export interface NumberedTensor extends StoredTensor {
  /** Its numbers, where they are few; null for weights. */
  readonly values: readonly number[] | null;
}

export type Attribute = number | string | readonly number[] | NumberedTensor;

export interface GraphNode extends Pick<OnnxNode, 'operator' | 'inputs' | 'outputs'> {
  /** By name; graphs within a node are left out. */
  readonly attributes: ReadonlyMap<string, Attribute>;
}

export interface GraphParts {
  readonly nodes: readonly GraphNode[];
  readonly stored: readonly NumberedTensor[];
  /** Shapes of inputs and inner tensors that the file itself states. */
  readonly stated: ReadonlyMap<string, OnnxValue>;
}

const ATTRIBUTE = { name: 1, float: 2, whole: 3, text: 4, tensor: 5, floats: 7, wholes: 8 } as const;
/** Numbers of a stored tensor that are read: sizes and scales have a few, weights have more. */
const FEW = 64;
const utf8 = new TextDecoder();

/** @throws Error where it is no ONNX file */
export function graphParts(content: Uint8Array): GraphParts {
  return {
    nodes: nodesOf(content).map((node) => ({ ...node, attributes: new Map(node.attributes.map(attribute)) })),
    stored: storedMessages(content).map(numberedTensor),
    stated: new Map(valuesOf(content).map((value) => [value.name, value])),
  };
}

function attribute(message: Uint8Array): [string, Attribute] {
  let name = '';
  let value: Attribute = 0;
  const list: number[] = [];
  for (const part of fieldsOf(message)) {
    const { number, bytes } = part;
    if (number === ATTRIBUTE.name) name = utf8.decode(bytes);
    else if (number === ATTRIBUTE.float) value = floatsIn(bytes)[0] ?? 0;
    else if (number === ATTRIBUTE.whole) value = wholesIn(part)[0] ?? 0;
    else if (number === ATTRIBUTE.text) value = utf8.decode(bytes);
    else if (number === ATTRIBUTE.tensor) value = numberedTensor(bytes);
    else if (number === ATTRIBUTE.floats) list.push(...floatsIn(bytes));
    else if (number === ATTRIBUTE.wholes) list.push(...wholesIn(part));
  }
  return [name, list.length > 0 ? list : value];
}

function numberedTensor(message: Uint8Array): NumberedTensor {
  const stored = readStored(message);
  const count = elementCount(stored.sizes);
  const values = count <= FEW ? [...fieldsOf(message)].flatMap((part) => numbersIn(part, stored.type)) : [];
  return { ...stored, values: values.length === count ? values : null };
}

/** None of a field that holds something else. */
function numbersIn(part: Field, type: string): number[] {
  switch (part.number) {
    case TENSOR.floats:
      return floatsIn(part.bytes);
    case TENSOR.wholes:
    case TENSOR.longs:
      return wholesIn(part);
    case TENSOR.doubles:
      return rawNumbers(part.bytes, 'float64');
    case TENSOR.raw:
      return rawNumbers(part.bytes, type);
    default:
      return [];
  }
}

function rawNumbers(bytes: Uint8Array, type: string): number[] {
  // A copy: raw bytes may lie at an odd place.
  const raw = bytes.slice().buffer;
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
  return rawNumbers(bytes, 'float32');
}
