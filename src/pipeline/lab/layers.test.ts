import { expect, test } from 'vitest';
import { testRuntime } from '../own-model/test-runtime';
import { CpuStages } from '../cpu/cpu-stages';
import { buildNetworks } from './networks';
import {
  expectGoldens,
  GOLDEN_MODELS,
  goldenEntry,
  goldenPixels,
  layersOver,
  networkFiles,
  type GoldenModel,
} from './test-layers';

async function opened(id: GoldenModel) {
  const runtime = await testRuntime();
  const entry = goldenEntry(id);
  const files = networkFiles(GOLDEN_MODELS[id], entry);
  const stages = new CpuStages();
  const networks = await buildNetworks(entry, files, runtime);
  const made = await layersOver(stages, networks, files, (...graph) => runtime.openGraph(...graph), goldenPixels(id));
  return { stages, ...made };
}

test.each(['tiny-f8c12', 'litevae-s-f8c12'] as const)(
  'layers of %s are those of PyTorch',
  async (id) => {
    const { layers, stages } = await opened(id);
    await expectGoldens(id, layers, stages.results);
  },
  30_000,
);

test('the list of layers has the sizes at the shown result, and the last layer is what the run made', async () => {
  const { layers, stages, rerun } = await opened('tiny-f8c12');
  const list = await layers.list('encoder');
  expect(list).toMatchObject({ part: 'encoder', model: 'tiny-f8c12', job: 1, why: null });
  expect(list.layers.map(({ operator, dims }) => [operator, dims])).toEqual([
    ['AveragePool', [1, 12, 8, 8]],
    ['AveragePool', [1, 12, 8, 8]],
    ['Concat', [1, 36, 8, 8]],
    ['Conv', [1, 16, 8, 8]],
    ['Sigmoid', [1, 16, 8, 8]],
    ['Mul', [1, 16, 8, 8]],
    ['Conv', [1, 24, 8, 8]],
    ['Max', [1, 24, 8, 8]],
    ['Min', [1, 24, 8, 8]],
  ]);
  const decoder = await layers.list('decoder');
  expect(decoder.layers.at(-1)).toMatchObject({ tensor: 'coefficients', dims: [1, 12, 32, 32] });
  await layers.keep({ part: 'encoder', tensor: 'moments' });
  const moments = await stages.results.derive('layer', 'shown');
  const mean = await stages.results.read('mean', 'shown');
  expect(moments.data.subarray(0, mean.data.length)).toEqual(mean.data);
  // A new result has no layer, and its list is made anew.
  await rerun(2);
  await expect(stages.results.derive('layer', 'shown')).rejects.toMatchObject({ code: 'no-picture' });
  expect((await layers.list('encoder')).job).toBe(2);
});

test('operations are counted for a picture that is padded for the model', async () => {
  const { layers } = await opened('tiny-f8c12');
  const [exact, padded] = [
    await layers.operations('tiny-f8c12', { width: 64, height: 64 }),
    await layers.operations('tiny-f8c12', { width: 57, height: 58 }),
  ];
  expect(exact.encoder?.uncounted).toBe(0);
  expect(exact.encoder?.macs).toBe((await layers.sketch('encoder', { width: 64, height: 64 })).macs);
  expect(padded).toEqual(exact);
  expect((await layers.operations('tiny-f8c12', { width: 65, height: 64 })).decoder?.macs).toBe(
    (9 / 8) * (exact.decoder?.macs ?? 0),
  );
});

test('another model decodes the shown latent where it has the same encoder', async () => {
  const { layers } = await opened('tiny-f8c12');
  const own = await layers.measure('decoder', ['coefficients']);
  // The decoder of the twin is the same file, so its layers are, too.
  const [twin] = await layers.measure('decoder', ['coefficients'], { model: 'twin' });
  expect(twin?.channels).toEqual(own[0]?.channels);
  await expect(layers.measure('decoder', ['coefficients'], { model: 'stranger' })).rejects.toMatchObject({
    code: 'bad-setting',
    message: expect.stringContaining('cannot decode the shown latent') as string,
  });
  await expect(layers.measure('encoder', ['moments'], { model: 'twin' })).rejects.toMatchObject({
    code: 'bad-setting',
  });
  // What it lists is still of the present model.
  expect((await layers.list('decoder')).model).toBe('tiny-f8c12');
});

test('what cannot be computed is said', async () => {
  const { layers, runs } = await opened('tiny-f8c12');
  await expect(layers.measure('encoder', ['nowhere'])).rejects.toMatchObject({
    code: 'bad-setting',
    message: expect.stringContaining('has no layer "nowhere"') as string,
  });
  const run = runs.get('shown');
  const settings = { ...run.inputs.settings, memory: 0 };
  runs.put('shown', { ...run, inputs: { ...run.inputs, settings } });
  await expect(layers.measure('encoder', ['moments'])).rejects.toMatchObject({ code: 'out-of-memory' });
  runs.put('shown', { ...run, summary: { ...run.summary, job: 3, began: 'latent' } });
  expect((await layers.list('encoder')).why).toBe('This run began at a latent, so no encoder ran.');
  await expect(layers.keep({ part: 'encoder', tensor: 'moments' })).rejects.toMatchObject({ code: 'bad-setting' });
});
