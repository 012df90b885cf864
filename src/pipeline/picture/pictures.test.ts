import { expect, test, vi } from 'vitest';
import type { GivenLatent } from '../../core/picture/given-latent';
import { defaultSettings } from '../../core/settings/settings';
import { decode, paddedFor, withPixels } from './pictures';

vi.mock('./decode-picture', () => ({
  decodePicture: async (data: Blob, name: string) => {
    const [width, height] = [data.size, 12];
    const info = { name, width, height, paddedWidth: width, paddedHeight: height, notes: [] };
    return { pixels: new Uint8ClampedArray(4 * width * height), info };
  },
}));

const latent: GivenLatent = { name: 'z.npy', dims: [1, 4, 2, 3], data: new Float32Array(24), units: 'raw' };
const picture = (width: number) => ({ data: new Blob(['.'.repeat(width)]), name: 'cat.png' });

test('a latent has the size of its cells', async () => {
  const only = await decode({ data: null, name: 'z.npy', latent }, defaultSettings());
  expect(only).toMatchObject({ pixels: null, geometry: { width: 24, height: 16, paddedWidth: 24, paddedHeight: 16 } });
  expect(only.info).toMatchObject({ name: 'z.npy', format: 'latent', latent: { dims: latent.dims, beside: null } });
  expect(() => withPixels(only)).toThrow('There is no picture: this run began at a latent.');
  expect(paddedFor(only, { downscale: 8 })).toBe(only);
});

test('cells are as large as the model has them, once it is known', async () => {
  const both = await decode({ ...picture(90), latent: { ...latent, dims: [1, 12, 1, 2] } }, defaultSettings());
  expect(both.geometry).toMatchObject({ width: 16, height: 8 });
  const known = paddedFor(both, { downscale: 64 });
  expect(known.geometry).toEqual({ width: 90, height: 12, paddedWidth: 128, paddedHeight: 64 });
  expect(known.info.latent?.beside).toBe('cat.png');
});

test('a picture that pads to its size stays to compare with, and sets the size', async () => {
  const both = await decode({ ...picture(20), latent }, defaultSettings());
  expect(both.geometry).toEqual({ width: 20, height: 12, paddedWidth: 24, paddedHeight: 16 });
  expect([both.pixels?.length, both.info.latent?.beside]).toEqual([4 * 20 * 12, 'cat.png']);
  expect(paddedFor(both, { downscale: 8 })).toBe(both);
});

test('a picture of another size is kept beneath, and said', async () => {
  const other = await decode({ ...picture(64), latent }, defaultSettings());
  expect([other.pixels, other.geometry.width, other.info.latent?.beside]).toEqual([null, 24, null]);
  expect(other.info.notes[0]?.text).toContain('cat.png has another size (64 × 12)');
});
