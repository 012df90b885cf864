import { expect, it } from 'vitest';
import manifest from '../../../../e2e/fixtures/tiny-kinds/manifest.json';
import type { ModelEntry } from '../../../core/model/manifest';
import type { TensorData } from '../../../core/tensor';
import { openedLab, pictureInfo, settled } from '../../../state/test-client';
import { comparisonOf, openChosen, ownResult } from './latent-opening';

/** Scale 0.5, shift 0.25. */
const facts = manifest.models[0] as unknown as ModelEntry;

/** A lab that shows a result of 4 channels, 1 x 2 places, whose reconstruction is `grey`. */
async function shown(grey: () => number) {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  const model = { ...facts, id: lab.store.getState().result?.summary.model ?? '' };
  lab.store.setState(({ result }) => ({
    models: [model],
    result: result && { ...result, summary: { ...result.summary, latentDims: [1, 4, 1, 2] } },
  }));
  client.tensor = (name): Promise<TensorData> =>
    Promise.resolve(
      name === 'latent'
        ? { dims: [1, 4, 1, 2], data: new Float32Array(8).fill(1) }
        : { dims: [1, 3, 1, 1], data: new Float32Array(3).fill(grey()) },
    );
  return { lab, client, model };
}

it('compares an opened latent with the one that was shown, in its units, and both reconstructions', async () => {
  let grey = -1;
  const { lab, client, model } = await shown(() => grey);
  // (z - 0.25) * 0.5 = 2
  const given = { name: 'z.npy', dims: [1, 4, 1, 2], data: new Float32Array(8).fill(4.25), units: 'raw' } as const;
  const opening = openChosen(lab, given, model);
  await settled();
  client.opens.at(-1)?.resolve({ ...pictureInfo('z.npy'), latent: { dims: given.dims, units: 'raw', beside: null } });
  await settled();
  grey = 1;
  client.finish();
  await opening;
  const { viewer, picture } = lab.store.getState();
  expect(viewer.stage).toBe('latent');
  expect(comparisonOf(lab).getState()).toMatchObject({
    file: 'z.npy',
    picture: 'a.png',
    difference: { meanAbsolute: 1, rms: 1, maxAbsolute: 1 },
    // Black and white.
    psnr: 0,
    version: picture?.version,
  });
});

it('compares nothing where the shapes or the models differ', async () => {
  const { lab, model } = await shown(() => 0);
  expect(await ownResult(lab, [1, 4, 1, 2], model)).not.toBeNull();
  expect(await ownResult(lab, [1, 4, 2, 1], model)).toBeNull();
  expect(await ownResult(lab, [1, 4, 1, 2], { id: 'another' })).toBeNull();
});
