import { elementCount } from '../math/geometry';
import type { TensorData } from '../tensor';
import { FLOAT_BYTES, floatBytes, readFloats, type FloatType } from './floats';

const MAGIC = [0x93, ...encode('NUMPY')];
/** Length of magic, version and length field; the whole header is padded to a multiple of 64. */
const PREFIX = 10;
/** NumPy leaves room for a first axis of so many digits. */
const ROOM = 21;

/** A float32 tensor as a NumPy .npy file, version 1.0, little endian, C order: the bytes that np.save writes. */
export function writeNpy({ dims, data }: TensorData): Uint8Array<ArrayBuffer> {
  const shape = dims.length === 1 ? `(${dims[0]},)` : `(${dims.join(', ')})`;
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`;
  const room = Math.max(0, ROOM - String(dims[0] ?? '').length);
  const headerLength = Math.ceil((PREFIX + dictionary.length + room + 1) / 64) * 64 - PREFIX;
  const bytes = new Uint8Array(PREFIX + headerLength + 4 * data.length);
  bytes.set([...MAGIC, 1, 0, headerLength & 0xff, headerLength >> 8]);
  bytes.set(encode(`${dictionary.padEnd(headerLength - 1)}\n`), PREFIX);
  bytes.set(floatBytes(data), PREFIX + headerLength);
  return bytes;
}

/** An array of a .npy file, in C order. */
export interface NpyArray extends TensorData {
  readonly type: FloatType;
}

export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

/**
 * Reads a .npy file of versions 1 to 3: float16, float32 or float64, either byte order, C or Fortran order.
 * @throws Error whose message says what does not fit, and what to do
 */
export function readNpy(bytes: Uint8Array): NpyArray {
  if (!isNpy(bytes)) throw new Error('It does not begin as a .npy file does. Write it with np.save().');
  const version = bytes[6] as number;
  if (version < 1 || version > 3)
    throw new Error(`It is of version ${version} of the .npy form, and versions 1 to 3 are known.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = version === 1 ? PREFIX : PREFIX + 2;
  if (bytes.length < start) throw new Error(CUT);
  const begin = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (begin > bytes.length) throw new Error(CUT);
  const header = new TextDecoder().decode(bytes.subarray(start, begin));
  const { type, littleEndian } = typeOf(header);
  const dims = shapeOf(header);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  if (!order) throw new Error('Its header does not say whether it is in Fortran order. Write it again with np.save().');
  const count = elementCount(dims);
  const [there, wanted] = [bytes.length - begin, count * FLOAT_BYTES[type]];
  if (there !== wanted)
    throw new Error(
      `Its shape (${dims.join(', ')}) needs ${wanted} bytes of values, and it has ${there}. Write it again with np.save().`,
    );
  const stored = readFloats(bytes.subarray(begin), type, littleEndian);
  return { type, dims, data: order === 'True' ? gathered(stored, dims, fortranStrides(dims)) : stored };
}

const CUT = 'It ends within its header: it is only a part of a file. Copy or download it again.';

function typeOf(header: string): { readonly type: FloatType; readonly littleEndian: boolean } {
  const descr = /'descr'\s*:\s*'([<>=|])?([a-zA-Z])(\d*)'/.exec(header);
  const [, order = '=', kind = '', size = ''] = descr ?? [];
  const type = kind === 'f' ? ({ 2: 'float16', 4: 'float32', 8: 'float64' } as const)[size] : undefined;
  if (type) return { type, littleEndian: order !== '>' };
  const what = descr ? (KINDS[kind] ?? `values of type ${kind}${size}`) : 'records';
  throw new Error(
    `It holds ${what}, and a latent is floating-point numbers. Save it as float32: np.save(name, latent.astype("float32")).`,
  );
}

const KINDS: Readonly<Record<string, string>> = {
  b: 'true and false, or whole numbers',
  i: 'whole numbers',
  u: 'whole numbers',
  c: 'complex numbers',
  f: 'floating-point numbers of another size',
  O: 'Python objects, which only running code can read',
  S: 'text',
  U: 'text',
};

function shapeOf(header: string): number[] {
  const inside = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(header)?.[1];
  if (inside === undefined) throw new Error('Its header names no shape. Write it again with np.save().');
  return inside
    .split(',')
    .map((size) => size.trim())
    .filter(Boolean)
    .map((size) => Number.parseInt(size, 10));
}

function fortranStrides(dims: readonly number[]): number[] {
  let step = 1;
  return dims.map((size) => {
    const stride = step;
    step *= size;
    return stride;
  });
}

/** Values in C order out of those that lie `strides` apart along each axis, from `offset` on; bits are kept. */
export function gathered(
  stored: Float32Array,
  dims: readonly number[],
  strides: readonly number[],
  offset = 0,
): Float32Array<ArrayBuffer> {
  const from = new Uint32Array(stored.buffer, stored.byteOffset, stored.length);
  const to = new Uint32Array(elementCount(dims));
  const place = dims.map(() => 0);
  let at = offset;
  for (let i = 0; i < to.length; i++) {
    to[i] = from[at] as number;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] as number;
      at += stride;
      place[axis] = (place[axis] as number) + 1;
      if ((place[axis] as number) < (dims[axis] as number)) break;
      at -= stride * (dims[axis] as number);
      place[axis] = 0;
    }
  }
  return new Float32Array(to.buffer);
}

function encode(ascii: string): number[] {
  return Array.from(ascii, (letter) => letter.charCodeAt(0));
}
