import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { latentAt } from '../../../core/files/latent-shape';
import { readNpy } from '../../../core/files/npy';
import { openedLab, settled, summaryOf } from '../../../state/test-client';
import { createBatch } from './batch';
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

test('a batch gives the latents of all pictures as one tensor, unless their shapes differ', async () => {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  const batch = createBatch(lab, { thumbnail: () => Promise.reject(new Error('No canvas.')) });
  const asked = async (place: number) => {
    await expect.poll(() => client.trials.length).toBeGreaterThan(place);
    return client.trials[place] as (typeof client.trials)[number];
  };
  const answer = async (place: number): Promise<void> => {
    const trial = await asked(place);
    trial.resolve({ summary: summaryOf(place, trial.settings, 30), png: new Blob(['png']) });
  };
  const run = batch.start(['a.png', 'cut.png', 'b.png'].map((path) => ({ file: new File([path], path), path })));
  await answer(0);
  (await asked(1)).reject({ code: 'broken-image', message: 'It ends too early.' });
  await answer(2);
  await run;
  const give = async (place: number, width: number): Promise<void> => {
    const trial = await asked(place);
    expect([trial.latent, trial.png]).toEqual([true, undefined]);
    const data = Float32Array.from({ length: 8 * width }, (_, i) => 100 * place + i);
    trial.resolve({ summary: summaryOf(place, trial.settings, 30), latent: { dims: [1, 4, 2, width], data } });
  };
  const saved = batch.latents('npy');
  await give(3, 3);
  await expect.poll(() => batch.store.getState().packed).toBe(1);
  await give(4, 3);
  const { dims, data } = readNpy(new Uint8Array(await (await saved).arrayBuffer()));
  expect(dims).toEqual([2, 4, 2, 3]);
  expect([data[0], data[23], data[24], data[47]]).toEqual([300, 323, 400, 423]);
  expect(batch.store.getState().packed).toBeNull();

  const refused = expect(batch.latents('safetensors')).rejects.toMatchObject({
    code: 'bad-setting',
    message:
      'One tensor holds latents of one shape, and a.png has 4 × 2 × 3, b.png has 4 × 2 × 5. Give a batch of pictures of one size.',
  });
  await give(5, 3);
  await give(6, 5);
  await refused;
});
