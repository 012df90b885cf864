import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isNpy, readNpy, writeNpy } from './npy';
import { readSafetensors, writeSafetensors } from './safetensors';

/** Files that training/fixtures/latent_files.py writes with NumPy, safetensors and PyTorch. */
const FOLDER = new URL('../../../e2e/fixtures/latents/', import.meta.url);

const bytesOf = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(new URL(name, FOLDER)));

/** Bits, so that -0, NaN and its payload count. */
const bits = (data: Float32Array): number[] => [...new Uint32Array(data.buffer, data.byteOffset, data.length)];

const DIMS = [1, 4, 2, 3];
const VALUES = valuesOf(24);

function valuesOf(count: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, i) => (((i * 37) % 101) - 50) / 16);
}

const ODD = new Float32Array(
  Uint32Array.of(0x7fc12345, 0x80000000, 0x00000001, 0x7f800000, 0xff800000, 0x7f7fffff, 0x807fffff, 0x3f800001).buffer,
);

describe('readNpy', () => {
  it.each([
    ['written-latent.npy', DIMS, 'float32'],
    ['half.npy', [4, 2, 3], 'float16'],
    ['double-fortran.npy', DIMS, 'float64'],
    ['big-endian.npy', DIMS, 'float32'],
    ['big-half-fortran.npy', DIMS, 'float16'],
    ['version-2.npy', DIMS, 'float32'],
    ['version-3.npy', DIMS, 'float32'],
    ['video.npy', [4, 1, 2, 3], 'float32'],
  ])('reads the values of %s', (name, dims, type) => {
    const array = readNpy(bytesOf(name));
    expect([array.dims, array.type]).toEqual([dims, type]);
    expect(bits(array.data)).toEqual(bits(VALUES));
  });

  it('keeps every bit', () => expect(bits(readNpy(bytesOf('written-odd.npy')).data)).toEqual(bits(ODD)));

  const whole = bytesOf('written-latent.npy');
  const changed = (from: string, to: string): Uint8Array =>
    Uint8Array.from(Buffer.from(Buffer.from(whole).toString('latin1').replace(from, to), 'latin1'));
  it.each([
    ['whole numbers', bytesOf('integers.npy'), /whole numbers.*float32/],
    ['another kind of file', new Uint8Array(40), /np\.save/],
    ['a cut header', whole.subarray(0, 40), /only a part/],
    ['a cut length', whole.subarray(0, 9), /only a part/],
    ['cut values', whole.subarray(0, whole.length - 1), /needs 96 bytes of values, and it has 95/],
    ['more values than its shape', new Uint8Array([...whole, 0, 0, 0, 0]), /needs 96 bytes of values, and it has 100/],
    ['an unknown version', Uint8Array.from(whole, (byte, i) => (i === 6 ? 9 : byte)), /version 9/],
    ['objects', changed("'<f4'", "'|O' "), /Python objects/],
    ['records', changed("'<f4'", '[(1)]'), /records/],
    ['no shape', changed('shape', 'shade'), /no shape/],
    ['no order', changed('fortran_order', 'fortran_odder'), /Fortran order/],
  ])('refuses %s with a sentence', (_, bytes, says) => expect(() => readNpy(bytes)).toThrow(says));
});

describe('files that are written', () => {
  it.each([
    ['written-latent.npy', writeNpy({ dims: DIMS, data: VALUES })],
    ['written-odd.npy', writeNpy({ dims: [1, 2, 2, 2], data: ODD })],
    [
      'written-scaled.safetensors',
      writeSafetensors(
        { latents: { dims: DIMS, data: VALUES } },
        { units: 'scaled', scaling_factor: '0.18215', shift_factor: '0', model: 'tiny', format: 'pt' },
      ),
    ],
    [
      'written-raw.latent',
      writeSafetensors({
        latent_tensor: { dims: DIMS, data: VALUES },
        latent_format_version_0: { dims: [0], data: new Float32Array() },
      }),
    ],
  ])('%s has the bytes that the Python package writes', (name, bytes) =>
    expect(Buffer.from(bytes).equals(Buffer.from(bytesOf(name)))).toBe(true),
  );

  it('come back bit for bit', () => {
    const tensor = { dims: [2, 2, 2], data: ODD };
    expect(bits(readNpy(writeNpy(tensor)).data)).toEqual(bits(ODD));
    const { tensors, metadata } = readSafetensors(writeSafetensors({ b: tensor, a: tensor }, { note: 'ä' }));
    expect([metadata, tensors['a']?.dims]).toEqual([{ note: 'ä' }, [2, 2, 2]]);
    expect(bits(tensors['b']?.data as Float32Array)).toEqual(bits(ODD));
    expect(isNpy(writeSafetensors({}))).toBe(false);
  });
});

describe('readSafetensors', () => {
  const file = (header: object | string, bytes = 0): Uint8Array<ArrayBuffer> => {
    const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
    const content = new Uint8Array(8 + text.length + bytes);
    new DataView(content.buffer).setBigUint64(0, BigInt(text.length), true);
    content.set(text, 8);
    return content;
  };

  it('reads half, brain and double floats as float32', () => {
    const content = bytesOf('several.safetensors');
    expect(() => readSafetensors(content)).toThrow(/d\.whole is I64/);
    const { tensors } = readSafetensors(bytesOf('plain.safetensors'));
    expect(bits(tensors['latents']?.data as Float32Array)).toEqual(bits(VALUES));
  });

  it.each([
    ['no JSON', file('{"a"'), /no list of tensors/],
    ['a list', file('[1]'), /no list of tensors/],
    ['an entry without a shape', file({ a: { dtype: 'F32', data_offsets: [0, 0] } }), /no type, shape or place/],
    ['a negative size', file({ a: { dtype: 'F32', shape: [-1], data_offsets: [0, 4] } }, 4), /no type, shape or place/],
    ['values behind its end', file({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, 4), /does not lie/],
    ['a shape that does not fit', file({ a: { dtype: 'F16', shape: [3], data_offsets: [0, 4] } }, 4), /does not lie/],
  ])('refuses %s', (_, content, says) => expect(() => readSafetensors(content)).toThrow(says));
});
