import { elementCount } from '../math/geometry';
import type { TensorData } from '../tensor';
import { FLOAT_BYTES, floatBytes, readFloats, type FloatType } from './floats';
import { asRecord, parsedJson } from './json-kinds';

export interface TensorFile {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<Record<string, TensorData>>;
}

/** A tensor as the header of a file names it. */
export interface TensorEntry {
  readonly name: string;
  /** As the file says it: F32, BF16, I64 and the like. */
  readonly dtype: string;
  readonly dims: number[];
  /** First and last byte + 1 of its values in the file. */
  readonly begin: number;
  readonly end: number;
}

/** What is in a file, before any value is read. */
export interface TensorHeader {
  readonly metadata: Readonly<Record<string, string>>;
  readonly entries: readonly TensorEntry[];
}

/** What can be read here of the types that files name. */
export const FLOAT_TYPES: Readonly<Record<string, FloatType | undefined>> = {
  F16: 'float16',
  BF16: 'bfloat16',
  F32: 'float32',
  F64: 'float64',
};

/**
 * Reads all tensors of a .safetensors file, as float32.
 * @throws Error that says what does not fit
 */
export function readSafetensors(content: Uint8Array<ArrayBuffer>): TensorFile {
  const { metadata, entries } = readTensorHeader(content);
  return { metadata, tensors: Object.fromEntries(entries.map((entry) => [entry.name, readEntry(content, entry)])) };
}

/** One tensor as float32. @param content the whole file @throws Error where its type is no floating-point type */
function readEntry(content: Uint8Array, { name, dtype, dims, begin, end }: TensorEntry): TensorData {
  const type = FLOAT_TYPES[dtype];
  if (!type) throw new Error(`${name} is ${dtype}, not F32.`);
  return { dims, data: readFloats(content.subarray(begin, end), type) };
}

/** Bytes from the beginning of a file to its first value. @param start 8 bytes or more @throws Error as readSafetensors does */
export function tensorHeaderEnd(start: Uint8Array, size: number): number {
  if (start.length < 8) throw new Error('It is too short for a header.');
  const length = Number(new DataView(start.buffer, start.byteOffset).getBigUint64(0, true));
  if (length > size - 8) throw new Error('Its header is longer than the file.');
  return 8 + length;
}

/**
 * @param start the file, or its bytes up to its first value
 * @param size bytes of the whole file
 * @throws Error that says what does not fit
 */
export function readTensorHeader(start: Uint8Array, size = start.length): TensorHeader {
  const first = tensorHeaderEnd(start, size);
  const header = asRecord(parsedJson(start.subarray(8, first)));
  if (!header) throw new Error('Its header is no list of tensors.');
  const { __metadata__: metadata, ...rest } = header;
  const entries = Object.entries(rest).map(([name, entry]) => entryOf(name, entry, first, size));
  return { metadata: (asRecord(metadata) ?? {}) as Record<string, string>, entries };
}

function entryOf(name: string, entry: unknown, begin: number, size: number): TensorEntry {
  const { dtype, shape, data_offsets: offsets } = asRecord(entry) ?? {};
  const [start, end] = wholeNumbers(offsets) ? offsets : [];
  if (typeof dtype !== 'string' || !wholeNumbers(shape) || start === undefined || end === undefined)
    throw new Error(`${name} has no type, shape or place in its header.`);
  const type = FLOAT_TYPES[dtype];
  if (start > end || begin + end > size || (type && end - start !== FLOAT_BYTES[type] * elementCount(shape)))
    throw new Error(`${name} does not lie in the file.`);
  return { name, dtype, dims: shape, begin: begin + start, end: begin + end };
}

function wholeNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && (each as number) >= 0);
}

/**
 * Float32 tensors as a .safetensors file: the bytes that the Python package writes, with metadata in the order of their names.
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, TensorData>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const named = Object.entries(tensors).sort(byName);
  let end = 0;
  const entries = named.map(([name, { dims, data }]) => {
    const begin = end;
    end += data.byteLength;
    return [name, { dtype: 'F32', shape: dims, data_offsets: [begin, end] }];
  });
  const about =
    Object.keys(metadata).length > 0
      ? [['__metadata__', Object.fromEntries(Object.entries(metadata).sort(byName))]]
      : [];
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries([...about, ...entries])));
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.fill(0x20, 8, 8 + length);
  bytes.set(text, 8);
  let at = 8 + length;
  for (const [, { data }] of named) {
    bytes.set(floatBytes(data), at);
    at += data.byteLength;
  }
  return bytes;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
