import type { TensorData } from '../tensor';

/** Length of magic, version and length field; the whole header is padded to a multiple of 64. */
const PREFIX = 10;

/** A float32 tensor as a NumPy .npy file, version 1.0, little endian, C order. */
export function writeNpy(tensor: TensorData): Uint8Array<ArrayBuffer> {
  const shape = tensor.dims.length === 1 ? `(${tensor.dims[0]},)` : `(${tensor.dims.join(', ')})`;
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`;
  const headerLength = Math.ceil((PREFIX + dictionary.length + 1) / 64) * 64 - PREFIX;
  const bytes = new Uint8Array(PREFIX + headerLength + 4 * tensor.data.length);
  bytes.set([0x93, ...encode('NUMPY'), 1, 0, headerLength & 0xff, headerLength >> 8]);
  bytes.set(encode(`${dictionary.padEnd(headerLength - 1)}\n`), PREFIX);
  const view = new DataView(bytes.buffer, PREFIX + headerLength);
  tensor.data.forEach((value, index) => view.setFloat32(4 * index, value, true));
  return bytes;
}

function encode(ascii: string): number[] {
  return Array.from(ascii, (letter) => letter.charCodeAt(0));
}
