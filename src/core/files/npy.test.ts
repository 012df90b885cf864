import { describe, expect, it } from 'vitest';
import { writeNpy } from './npy';

/** Reads the parts of a .npy file as its format description has them. */
function parts(bytes: Uint8Array): { magic: string; version: number[]; header: string; offset: number } {
  const length = (bytes[8] as number) + 256 * (bytes[9] as number);
  return {
    magic: String.fromCharCode(...bytes.subarray(1, 6)),
    version: [...bytes.subarray(6, 8)],
    header: String.fromCharCode(...bytes.subarray(10, 10 + length)),
    offset: 10 + length,
  };
}

describe('writeNpy', () => {
  it.each([
    [[1, 3, 2, 2], '(1, 3, 2, 2)'],
    [[12], '(12,)'],
  ])('writes %j', (dims, shape) => {
    const data = Float32Array.from({ length: 12 }, (_, i) => i / 3 - 1);
    const bytes = writeNpy({ dims, data });
    const { magic, version, header, offset } = parts(bytes);
    expect(bytes[0]).toBe(0x93);
    expect([magic, version]).toEqual(['NUMPY', [1, 0]]);
    expect(header).toMatch(/ *\n$/);
    expect(header.trim()).toBe(`{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`);
    expect(offset % 64).toBe(0);
    expect(new Float32Array(bytes.slice(offset).buffer)).toEqual(data);
  });
});
