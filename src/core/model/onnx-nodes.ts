import { field, fieldParts, fieldsOf, joined, wholeField, wholesIn, type Field } from '../files/protobuf';
import { readValue, typeName, typeNumber, type OnnxValue } from './onnx-file';

/** Nodes of an ONNX graph, to be looked at and replaced. Weights and all other parts of the file stay as they are. */

export interface OnnxNode {
  readonly operator: string;
  /** '' for the standard operators. */
  readonly domain: string;
  /** '' for one without a name. */
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Messages of its attributes. */
  readonly attributes: readonly Uint8Array[];
  /** The node as it stands in its graph. */
  readonly whole: Uint8Array;
}

const utf8 = new TextDecoder();
/** Numbers of fields in onnx.proto. */
const MODEL = { graph: 7, functions: 25 } as const;
const GRAPH = { node: 1, stored: 5, input: 11, output: 12, value: 13 } as const;
export const TENSOR = { sizes: 1, type: 2, floats: 4, wholes: 5, longs: 7, name: 8, raw: 9, doubles: 10 } as const;
const FUNCTION_NODE = 7;
const ATTRIBUTE = { name: 1, float: 2, whole: 3, tensor: 5, graph: 6, wholes: 8, graphs: 11, kind: 20 } as const;
const KINDS = { wholeNumber: 2, tensor: 4, wholeNumbers: 7 } as const;
export const FLOAT32 = 1;
const INT64 = 7;

/** Nodes of the graph itself, without those of graphs within it. @throws Error where it is no ONNX file */
export function nodesOf(content: Uint8Array): OnnxNode[] {
  return [...fieldsOf(graphOf(content))].filter(({ number }) => number === GRAPH.node).map(readNode);
}

/** Operators of graphs within nodes, and of functions: their nodes are not listed. */
export function innerOperators(content: Uint8Array, nodes: readonly OnnxNode[]): Set<string> {
  const found = new Set<string>();
  const walk = (message: Uint8Array, nodeNumber: number): void => {
    for (const part of fieldsOf(message)) {
      if (part.number !== nodeNumber) continue;
      const node = readNode(part);
      found.add(node.operator);
      within(node);
    }
  };
  const within = ({ attributes }: OnnxNode): void => {
    for (const attribute of attributes) {
      for (const { number, bytes } of fieldsOf(attribute))
        if (number === ATTRIBUTE.graph || number === ATTRIBUTE.graphs) walk(bytes, GRAPH.node);
    }
  };
  nodes.forEach(within);
  for (const { number, bytes } of fieldsOf(content)) if (number === MODEL.functions) walk(bytes, FUNCTION_NODE);
  return found;
}

/** The file with other nodes, and where `outputs` are given with these in place of its own. */
export function withNodes(
  content: Uint8Array,
  nodes: readonly Uint8Array[],
  outputs?: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const isReplaced = (number: number): boolean =>
    number === GRAPH.node || (number === GRAPH.output && outputs !== undefined);
  const rest = partsOf(content).filter(({ number }) => !isReplaced(number));
  return withGraph(content, [...nodes, ...rest.map(({ whole }) => whole), ...(outputs ?? [])]);
}

/** The nodes that these values need, in their order. */
export function needed<Node extends Pick<OnnxNode, 'inputs' | 'outputs'>>(
  nodes: readonly Node[],
  values: readonly string[],
): Node[] {
  const wanted = new Set(values);
  const kept = nodes.toReversed().filter(({ inputs, outputs }) => {
    const isKept = outputs.some((name) => wanted.has(name));
    if (isKept) for (const name of inputs) wanted.add(name);
    return isKept;
  });
  return kept.reverse();
}

/** Inputs and outputs to be replaced, by name, and nodes that come before and after all others. */
export interface NewEnds {
  readonly values: ReadonlyMap<string, OnnxValue>;
  readonly before: readonly Uint8Array[];
  readonly after: readonly Uint8Array[];
}

export function withEnds(content: Uint8Array, { values, before, after }: NewEnds): Uint8Array<ArrayBuffer> {
  const parts = partsOf(content).map(({ number, bytes, whole }) => {
    if (number !== GRAPH.input && number !== GRAPH.output) return whole;
    const found = values.get(nameOf(bytes));
    return found ? valueField(number === GRAPH.input ? 'input' : 'output', found) : whole;
  });
  return withGraph(content, [...before, ...parts, ...after]);
}

/** An input or output as it stands in a graph. Sizes that are no numbers are open. */
export function valueField(end: 'input' | 'output', { name, type, shape }: OnnxValue): Uint8Array {
  const size = (each: number | string | null): Uint8Array =>
    field(1, ...(each === null ? [] : [typeof each === 'number' ? wholeField(1, each) : field(2, each)]));
  const sizes = shape === null ? [] : [field(2, ...shape.map(size))];
  return field(GRAPH[end], field(1, name), field(2, field(1, wholeField(1, typeNumber(type) || FLOAT32), ...sizes)));
}

function partsOf(content: Uint8Array): Field[] {
  return [...fieldsOf(graphOf(content))];
}

function withGraph(content: Uint8Array, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joined(
    [...fieldsOf(content)].flatMap(({ number, whole }) =>
      number === MODEL.graph ? fieldParts(MODEL.graph, ...parts) : [whole],
    ),
  );
}

function nameOf(value: Uint8Array): string {
  for (const { number, bytes } of fieldsOf(value)) if (number === 1) return utf8.decode(bytes);
  return '';
}

/** A node as it stands in a graph. */
export function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  ...attributes: readonly Uint8Array[]
): Uint8Array {
  return field(
    GRAPH.node,
    ...inputs.map((name) => field(1, name)),
    field(2, output),
    field(4, operator),
    ...attributes.map((each) => field(5, each)),
  );
}

export function wholeAttribute(name: string, value: number): Uint8Array {
  return joined([
    field(ATTRIBUTE.name, name),
    wholeField(ATTRIBUTE.whole, value),
    wholeField(ATTRIBUTE.kind, KINDS.wholeNumber),
  ]);
}

export function wholesAttribute(name: string, values: readonly number[]): Uint8Array {
  return joined([
    field(ATTRIBUTE.name, name),
    ...values.map((value) => wholeField(ATTRIBUTE.wholes, value)),
    wholeField(ATTRIBUTE.kind, KINDS.wholeNumbers),
  ]);
}

/** One value of a floating type, or sizes of a tensor. */
export function tensorAttribute(name: string, tensor: Uint8Array): Uint8Array {
  return joined([
    field(ATTRIBUTE.name, name),
    field(ATTRIBUTE.tensor, tensor),
    wholeField(ATTRIBUTE.kind, KINDS.tensor),
  ]);
}

export function floatTensor(value: number): Uint8Array {
  return joined([
    wholeField(TENSOR.sizes, 1),
    wholeField(TENSOR.type, FLOAT32),
    field(TENSOR.raw, new Uint8Array(Float32Array.of(value).buffer)),
  ]);
}

export function sizesTensor(sizes: readonly number[]): Uint8Array {
  return joined([
    wholeField(TENSOR.sizes, sizes.length),
    wholeField(TENSOR.type, INT64),
    field(TENSOR.raw, new Uint8Array(BigInt64Array.from(sizes.map(BigInt)).buffer)),
  ]);
}

/** An attribute that is a number, and one that lists whole numbers; undefined where the node does not have it. */
export function numberOf({ attributes }: OnnxNode, name: string): number | undefined {
  const found = attributeOf(attributes, name);
  const float = found?.find(({ number }) => number === ATTRIBUTE.float);
  if (float) return new DataView(float.bytes.buffer, float.bytes.byteOffset).getFloat32(0, true);
  return found?.find(({ number }) => number === ATTRIBUTE.whole)?.value;
}

export function wholesOf({ attributes }: OnnxNode, name: string): number[] {
  return (attributeOf(attributes, name) ?? []).filter(({ number }) => number === ATTRIBUTE.wholes).flatMap(wholesIn);
}

/** Whether a value is stored in the file, by itself or as a constant, and is false. */
export function isStoredFalse(content: Uint8Array, nodes: readonly OnnxNode[], name: string): boolean {
  const maker = nodes.find(({ operator, outputs }) => operator === 'Constant' && outputs.includes(name));
  const tensor = maker
    ? attributeOf(maker.attributes, 'value')?.find(({ number }) => number === ATTRIBUTE.tensor)?.bytes
    : storedMessages(content).find((bytes) => isNamed(bytes, TENSOR.name, name));
  const stored =
    tensor && [...fieldsOf(tensor)].find(({ number }) => number === TENSOR.raw || number === TENSOR.wholes);
  return stored !== undefined && (stored.number === TENSOR.raw ? stored.bytes[0] === 0 : wholesIn(stored)[0] === 0);
}

/** A tensor that the file holds. */
export interface StoredTensor {
  /** '' for one without a name. */
  readonly name: string;
  readonly sizes: readonly number[];
  /** Such as 'float32'; '' where nothing is said. */
  readonly type: string;
  /** It stands in a node, and not among the weights. */
  readonly constant?: boolean;
}

/** Messages of the tensors among the weights of a graph. */
export function storedMessages(content: Uint8Array): Uint8Array[] {
  return partsOf(content)
    .filter(({ number }) => number === GRAPH.stored)
    .map(({ bytes }) => bytes);
}

/** Stored tensors of a graph by name, constants included; of those in a short form, such as one number, the type is ''. */
export function storedIn(content: Uint8Array, nodes: readonly OnnxNode[]): Map<string, StoredTensor> {
  const found = new Map(
    storedMessages(content)
      .map(readStored)
      .map((tensor) => [tensor.name, tensor]),
  );
  for (const {
    operator,
    attributes,
    outputs: [name = ''],
  } of nodes) {
    if (operator !== 'Constant') continue;
    const value = attributeOf(attributes, 'value')?.find(({ number }) => number === ATTRIBUTE.tensor)?.bytes;
    found.set(name, { ...readStored(value ?? new Uint8Array()), constant: true });
  }
  return found;
}

/** What a message of a tensor says of it. */
export function readStored(message: Uint8Array): StoredTensor {
  const tensor = { name: '', sizes: [] as number[], type: '' };
  for (const part of fieldsOf(message)) {
    if (part.number === TENSOR.sizes) tensor.sizes.push(...wholesIn(part));
    else if (part.number === TENSOR.type) tensor.type = typeName(part.value);
    else if (part.number === TENSOR.name) tensor.name = utf8.decode(part.bytes);
  }
  return tensor;
}

/** What the file says of values: inputs, outputs, then those on the way. */
export function valuesOf(content: Uint8Array): OnnxValue[] {
  const parts = partsOf(content);
  return [GRAPH.input, GRAPH.output, GRAPH.value].flatMap((kind) =>
    parts.filter(({ number }) => number === kind).map(({ bytes }) => readValue(bytes)),
  );
}

function isNamed(message: Uint8Array, number: number, name: string): boolean {
  return [...fieldsOf(message)].some((part) => part.number === number && utf8.decode(part.bytes) === name);
}

function attributeOf(attributes: readonly Uint8Array[], name: string): Field[] | undefined {
  const found = attributes.find((attribute) => isNamed(attribute, ATTRIBUTE.name, name));
  return found && [...fieldsOf(found)];
}

function graphOf(content: Uint8Array): Uint8Array {
  for (const { number, bytes } of fieldsOf(content)) if (number === MODEL.graph) return bytes;
  throw new Error('It is no ONNX file.');
}

function readNode({ bytes, whole }: Field): OnnxNode {
  let [operator, domain, name] = ['', '', ''];
  const [inputs, outputs, attributes]: [string[], string[], Uint8Array[]] = [[], [], []];
  for (const part of fieldsOf(bytes)) {
    if (part.number === 1) inputs.push(utf8.decode(part.bytes));
    else if (part.number === 2) outputs.push(utf8.decode(part.bytes));
    else if (part.number === 3) name = utf8.decode(part.bytes);
    else if (part.number === 4) operator = utf8.decode(part.bytes);
    else if (part.number === 5) attributes.push(part.bytes);
    else if (part.number === 7) domain = utf8.decode(part.bytes);
  }
  return { operator, domain: domain === 'ai.onnx' ? '' : domain, name, inputs, outputs, attributes, whole };
}
