import { expect, it } from 'vitest';
import type { ModelEntry } from '../../../core/model/manifest';
import { openedLab, settled } from '../../../state/test-client';
import { decodeSample, decodeWith, othersFor, sampleLatent } from './begin-at-latent';

const entry = (id: string, more: Partial<ModelEntry> = {}) =>
  ({
    id,
    title: id,
    latentChannels: 12,
    downscale: 8,
    decoder: { output: 'image', sha256: id },
    latent: { mean: Array(12).fill(2), std: Array(12).fill(0.5), pca: [], scale: 1, shift: 0 },
    ...more,
  }) as unknown as ModelEntry;

it('a sample has the shape and the spread that were asked for, and one seed gives one sample', () => {
  const ask = { columns: 16, rows: 8, seed: 3 };
  const unit = sampleLatent(entry('a'), ask);
  expect([unit.dims, unit.units]).toEqual([[1, 12, 8, 16], 'scaled']);
  expect(sampleLatent(entry('b'), ask).data).toEqual(unit.data);
  expect(sampleLatent(entry('a'), { ...ask, seed: 4 }).data).not.toEqual(unit.data);
  const mean = unit.data.reduce((sum, value) => sum + value, 0) / unit.data.length;
  expect(Math.abs(mean)).toBeLessThan(0.1);
  const spread = sampleLatent(entry('a'), { ...ask, spread: 'model' }).data;
  unit.data.forEach((value, i) => expect(spread[i]).toBeCloseTo(2 + 0.5 * value, 5));
  expect(() => sampleLatent(entry('a'), { columns: 0, rows: 8 })).toThrow('columns is a whole number of cells');
  expect(() => sampleLatent(entry('a'), { columns: 4096, rows: 4096 })).toThrow('Choose a smaller size');
});

it('other decoders are those with the same channels and downscale', () => {
  const models = [
    entry('shown'),
    entry('same'),
    entry('more', { latentChannels: 16 }),
    entry('coarse', { downscale: 16 }),
  ];
  expect(othersFor({ models }, 'shown').map(({ id }) => id)).toEqual(['same']);
  const encoderAlone = entry('encoder', { decoder: undefined } as object);
  expect(othersFor({ models: [...models, encoderAlone] }, 'shown')).toHaveLength(1);
});

it('a sample goes to the worker without the picture, and a model comes in one step with it', async () => {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  lab.store.setState({ models: [entry('tiny'), entry('alone')] });
  const runs = client.runs.length;
  void decodeSample(lab, { columns: 2, rows: 1 }, 'alone');
  await settled();
  expect(client.opens.at(-1)).toMatchObject({
    source: { latent: { dims: [1, 12, 1, 2] }, picture: null },
    settings: { model: 'alone' },
  });
  expect(client.runs.length - runs).toBeLessThanOrEqual(1);
});

it('the shown latent goes to the decoder of another model, in its units, beside the picture', async () => {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  lab.store.setState({ models: [entry('tiny'), entry('other')] });
  const data = new Float32Array(24);
  const tensor = async () => ({ dims: [1, 12, 1, 2], data });
  void decodeWith({ ...lab, actions: { ...lab.actions, tensor } }, 'other');
  await settled();
  expect(client.opens.at(-1)?.source).toMatchObject({ latent: { units: 'scaled', data, name: 'Latent of tiny' } });
  expect((client.opens.at(-1)?.source as { picture: unknown }).picture).toBeInstanceOf(File);
  expect(lab.store.getState().settings.model).toBe('other');
});
