import { expect, test, vi } from 'vitest';
import { HALF_MAX, halfState, layerMeasures } from '../../core/metrics/layer-scan';
import { field, joined, wholeField } from '../../core/files/protobuf';
import type { ModelEntry } from '../../core/model/manifest';
import { FLOAT32, floatTensor, node, tensorAttribute, valueField, wholesAttribute } from '../../core/model/onnx-nodes';
import { testRuntime } from '../own-model/test-runtime';
import { CpuStages } from '../cpu/cpu-stages';
import type { Backend } from './backend';
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
  const openGraph = vi.fn<Backend['openGraph']>((...graph) => runtime.openGraph(...graph));
  const made = await layersOver(stages, networks, files, openGraph, goldenPixels(id));
  return { stages, openGraph, ...made };
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
  const { layers, stages, openGraph, rerun, downloaded } = await opened('tiny-f8c12');
  const list = await layers.list('encoder');
  // Rules tell them all, so that nothing has to run.
  expect(openGraph).not.toHaveBeenCalled();
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
  expect(downloaded).toEqual(['encoder', 'decoder']);
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

/** Three values of channels, as a constant of a graph. */
const channels = (values: readonly number[]): Uint8Array =>
  joined([
    ...[1, values.length, 1, 1].map((size) => wholeField(1, size)),
    wholeField(2, FLOAT32),
    field(9, new Uint8Array(Float32Array.from(values).buffer)),
  ]);

/** Layers of an own encoder of these nodes, which gives `latent` of an `image`. */
async function ownEncoder(...nodes: readonly Uint8Array[]) {
  const content = joined([
    wholeField(1, 8),
    field(
      7,
      ...nodes,
      valueField('input', { name: 'image', type: 'float32', shape: [1, 3, 'h', 'w'] }),
      valueField('output', { name: 'latent', type: 'float32', shape: [1, 3, 'h8', 'w8'] }),
    ),
    field(8, wholeField(2, 17)),
  ]);
  const tiny: Partial<ModelEntry> = goldenEntry('tiny-f8c12');
  const model = {
    ...tiny,
    latentChannels: 3,
    decoder: undefined,
    latent: { ...tiny.latent, mean: [0, 0, 0], std: [1, 1, 1] },
    encoder: { file: '', bytes: 0, sha256: '', parameters: 3, inputKind: 'image', inputs: ['image'], output: 'latent' },
  } as unknown as ModelEntry;
  const runtime = await testRuntime();
  const networks = await buildNetworks(model, { encoder: content }, runtime);
  const openGraph = vi.fn<Backend['openGraph']>((...graph) => runtime.openGraph(...graph));
  const made = await layersOver(new CpuStages(), networks, { encoder: content }, openGraph, goldenPixels('tiny-f8c12'));
  return { openGraph, ...made };
}

/** Means over 8 x 8 pixels. */
const pooled = (from: string, to: string): Uint8Array =>
  node('AveragePool', [from], to, wholesAttribute('kernel_shape', [8, 8]), wholesAttribute('strides', [8, 8]));

test('a size that no rule tells is found by a run', async () => {
  const { layers, openGraph } = await ownEncoder(pooled('image', 'means'), node('Trilu', ['means'], 'latent'));
  const list = await layers.list('encoder');
  expect(list.layers.map(({ operator, dims }) => [operator, dims])).toEqual([
    ['AveragePool', [1, 3, 8, 8]],
    ['Trilu', [1, 3, 8, 8]],
  ]);
  expect(openGraph).toHaveBeenCalledOnce();
});

test('a scan finds a planted overflow and a planted dead channel of an own model', async () => {
  const { layers } = await ownEncoder(
    node('Constant', [], 'large', tensorAttribute('value', floatTensor(1e5))),
    node('Constant', [], 'small', tensorAttribute('value', floatTensor(1e-5))),
    node('Constant', [], 'mask', tensorAttribute('value', channels([1, 0, 1]))),
    node('Mul', ['image', 'large'], 'overflows'),
    node('Mul', ['overflows', 'small'], 'calm'),
    node('Mul', ['calm', 'mask'], 'masked'),
    pooled('masked', 'latent'),
  );
  const list = await layers.list('encoder');
  expect(list.layers.map(({ tensor, parameters }) => [tensor, parameters])).toEqual([
    ...[
      ['overflows', 0],
      ['calm', 0],
      ['masked', 3],
      ['latent', 0],
    ],
  ]);
  const measured = await layers.measure(
    'encoder',
    list.layers.map(({ tensor }) => tensor),
  );
  const rows = measured.map(layerMeasures);
  expect(rows.map(halfState)).toEqual(['over', 'fits', 'fits', 'fits']);
  expect(rows.map(({ dead }) => dead)).toEqual([0, 0, 1 / 3, 1 / 3]);
  expect(rows.map(({ nonFinite }) => nonFinite)).toEqual([0, 0, 0, 0]);
  expect(rows[0]?.largest).toBeGreaterThan(HALF_MAX);
});
