import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { latentAt } from '../../../core/files/latent-shape';
import { readNpy } from '../../../core/files/npy';
import { batchLatents } from './batch-latents';

/** Files that training/fixtures/latent_files.py writes, and training/tests reads. */
const bytesOf = (name: string): Buffer<ArrayBuffer> =>
  readFileSync(`e2e/fixtures/latents/${name}`) as Buffer<ArrayBuffer>;
const { dims, data } = readNpy(new Uint8Array(bytesOf('batch.npy')));
const [count = 0, channels = 0, height = 0, width = 0] = dims;
const shape = { count, channels, height, width, times: 1 };
const GIVEN = ['a.png', 'b.png', 'c.png'].map((name, at) => ({
  name,
  latent: { dims: [1, channels, height, width], data: latentAt(data, shape, at) },
}));

test.each([
  ['npy', 'batch.npy'],
  ['safetensors', 'written-batch.safetensors'],
] as const)('a batch as .%s has the bytes that the Python package writes', async (format, name) => {
  const bytes = Buffer.from(await batchLatents(GIVEN, format, undefined).arrayBuffer());
  expect(bytes.equals(bytesOf(name))).toBe(true);
});

test('a batch without latents is refused', () => {
  expect(() => batchLatents([], 'npy', undefined)).toThrow('There is no latent to save');
});
