import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import manifest from '../../../../e2e/fixtures/tiny-kinds/manifest.json';
import type { ModelEntry } from '../../../core/model/manifest';
import { openedLab, settled } from '../../../state/test-client';
import { openLatentFile } from './latent-script';

/** 4 channels, scale 0.5, shift 0.25: latents spread by 0.5, z by 1. */
const model = manifest.models[0] as unknown as ModelEntry;
const FOLDER = new URL('../../../../e2e/fixtures/latents/', import.meta.url);
const fileOf = (name: string): File => new File([new Uint8Array(readFileSync(new URL(name, FOLDER)))], name);

async function opened(...ask: [File, Parameters<typeof openLatentFile>[2]?]) {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  lab.store.setState({ models: [model], defaultModel: model.id });
  const opening = openLatentFile(lab, ...ask);
  opening.catch(() => undefined);
  await Promise.race([opening.catch(() => undefined), expect.poll(() => client.opens.length).toBe(2)]);
  return { opening, source: client.opens[1]?.source };
}

it.each([
  ['half.npy', {}, { dims: [1, 4, 2, 3], units: 'raw', name: 'half.npy' }],
  ['half.npy', { units: 'scaled' }, { units: 'scaled' }],
  ['written-scaled.safetensors', {}, { units: 'scaled' }],
  ['batch.latent', { index: 1 }, { units: 'raw', dims: [1, 4, 2, 3] }],
  ['several.pt', { tensor: 'more.0' }, { name: 'several.pt' }],
] as const)('opens %s with %j', async (name, options, latent) => {
  const { source } = await opened(fileOf(name), options);
  expect(source).toMatchObject({ latent });
});

it.each([
  ['half.npy', { index: 1 }, /whole number from 0 to 0/],
  ['several.pt', { tensor: 'nothing' }, /no tensor "nothing"\. It has: mean, more\.0/],
  ['written-odd.npy', {}, /2 channels.*4/],
] as const)('refuses %s with %j', async (name, options, says) => {
  const { opening } = await opened(fileOf(name), options);
  await expect(opening).rejects.toMatchObject({ code: 'bad-setting', message: expect.stringMatching(says) as unknown });
});
