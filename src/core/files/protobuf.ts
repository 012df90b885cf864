/** Messages of Protocol Buffers, as ONNX files are: read field by field without their schema, and written. */

export interface Field {
  readonly number: number;
  /** The value of a varint, as a number from 0 on; wholesIn() gives it with its sign. */
  readonly value: number;
  readonly bytes: Uint8Array;
  /** The field as it stands in the message, tag included. */
  readonly whole: Uint8Array;
}

const NONE = new Uint8Array(0);
const text = new TextEncoder();

/** Fields of a message. @throws Error where it ends too early or is none. */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= message.length) throw tooShort();
      const byte = message[at++] as number;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw new Error('It is no ONNX file.');
  };
  const take = (length: number): Uint8Array => {
    if (at + length > message.length) throw tooShort();
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const start = at;
    const tag = varint();
    const number = Math.floor(tag / 8);
    if (number === 0) throw new Error('It is no ONNX file.');
    let value = 0;
    let bytes: Uint8Array = NONE;
    switch (tag % 8) {
      case 0:
        value = varint();
        break;
      case 1:
        bytes = take(8);
        break;
      case 2:
        bytes = take(varint());
        break;
      case 5:
        bytes = take(4);
        break;
      default:
        throw new Error('It is no ONNX file.');
    }
    yield { number, value, bytes, whole: message.subarray(start, at) };
  }
}

function tooShort(): Error {
  return new Error('It ends too early: it is only a part of a file.');
}

/** Whole numbers of a repeated field, which come one by one, or packed, with their signs. The number of the field is under 16. */
export function wholesIn({ bytes, whole }: Field): number[] {
  const found: number[] = [];
  let [value, shift] = [0n, 0n];
  // The tag of such a field is one byte.
  for (const byte of bytes.length > 0 ? bytes : whole.subarray(1)) {
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte >= 128) continue;
    found.push(Number(BigInt.asIntN(64, value)));
    [value, shift] = [0n, 0n];
  }
  return found;
}

/** A field of text, bytes, or messages that were written before. */
export function field(number: number, ...parts: readonly (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  return joined(fieldParts(number, ...parts));
}

/** The same in pieces, to be joined with more: what is large is then copied once. */
export function fieldParts(number: number, ...parts: readonly (string | Uint8Array)[]): Uint8Array[] {
  const content = parts.map((part) => (typeof part === 'string' ? text.encode(part) : part));
  const length = content.reduce((sum, each) => sum + each.length, 0);
  return [fieldHead(number, length), ...content];
}

/** What stands before so many bytes of a field. */
export function fieldHead(number: number, length: number): Uint8Array<ArrayBuffer> {
  return joined([varint(number * 8 + 2), varint(length)]);
}

/** A field of a whole number from 0 on. */
export function wholeField(number: number, value: number): Uint8Array<ArrayBuffer> {
  return joined([varint(number * 8), varint(value)]);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest >= 128 ? (rest % 128) + 128 : rest);
    if (rest < 128) return Uint8Array.from(bytes);
  }
}
