/**
 * Overwrites the weights of an ONNX file in place: every raw_data of graph.initializer, and of the value of each
 * Constant node. Field numbers are those of onnx.proto: ModelProto.graph 7, GraphProto.node 1 and initializer 5,
 * NodeProto.attribute 5, AttributeProto.t 5, TensorProto.data_type 2 and raw_data 9.
 */
export function overwriteWeights(model: Buffer, value: Weights): Buffer {
  const result = Buffer.from(model);
  for (const graph of fields(result, 7)) {
    const constants = fields(graph, 1)
      .flatMap((node) => fields(node, 5))
      .flatMap((attribute) => fields(attribute, 5));
    for (const tensor of [...fields(graph, 5), ...constants]) overwrite(tensor, value);
  }
  return result;
}

const FLOAT16 = 10;

type Weights = keyof typeof WEIGHTS;

/** Turns the bits of a float16 into new ones. 'half' takes one from the exponent, where there is one. */
const WEIGHTS = {
  zero: () => 0,
  nan: () => 0x7e00,
  half: (bits: number) => (bits & 0x7c00 ? bits - 0x400 : bits),
};

function overwrite(tensor: Buffer, value: Weights): void {
  if (varintField(tensor, 2) !== FLOAT16) return;
  for (const raw of fields(tensor, 9)) {
    for (let at = 0; at + 1 < raw.length; at += 2) raw.writeUInt16LE(WEIGHTS[value](raw.readUInt16LE(at)), at);
  }
}

interface Field {
  readonly number: number;
  readonly varint?: number;
  readonly bytes?: Buffer;
}

function* walk(message: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let result = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++] as number;
      result += (byte & 127) * 2 ** shift;
      if (byte < 128) return result;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { number, varint: varint() };
        break;
      case 1:
        at += 8;
        break;
      case 2: {
        const length = varint();
        yield { number, bytes: message.subarray(at, at + length) };
        at += length;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        throw new Error(`Unknown wire type ${tag % 8}`);
    }
  }
}

function fields(message: Buffer, number: number): Buffer[] {
  return [...walk(message)].flatMap((field) => (field.number === number && field.bytes ? [field.bytes] : []));
}

function varintField(message: Buffer, number: number): number | undefined {
  return [...walk(message)].find((field) => field.number === number)?.varint;
}
