import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { elementCount } from '../../core/math/geometry';
import { withSizes } from '../../core/model/graph-outputs';
import { countedLayers } from '../../core/model/network/counted-layers';
import { readOnnx } from '../../core/model/onnx-file';
import { testRuntime } from '../own-model/test-runtime';
import { sizesOf } from '../results/layer-runs';

/** Sizes that follow from rules beside those that onnxruntime gives, on graphs as the field's exporters write them. */

beforeAll(() => testRuntime(), 60_000);

const SIDE = 72;
/** A network on a busy machine. */
const WAIT = 30_000;

/** What a graph reads: a latent of an eighth of the sides, or the picture. */
function endsOf(content: Uint8Array, isDecoder: boolean): Map<string, number[]> {
  return new Map(
    readOnnx(content).inputs.map(({ name, shape }) => {
      const side = isDecoder ? SIDE / 8 : SIDE;
      const channels = shape?.[1];
      return [name, [1, typeof channels === 'number' ? channels : isDecoder ? 4 : 3, side, side]];
    }),
  );
}

const PARTS = ['encoder', 'decoder'] as const;
const PATHS = [
  ...PARTS.map((part) => `e2e/fixtures/field/torch-legacy/${part}.onnx`),
  ...PARTS.map((part) => `e2e/fixtures/field/taesd-raw/taesd_${part}.onnx`),
  ...['optimum-1.23', 'eight-bit'].flatMap((name) =>
    PARTS.map((part) => `e2e/fixtures/field/${name}/vae_${part}/model.onnx`),
  ),
  'e2e/fixtures/field/opset-11/vae_encoder/model.onnx',
];

test.each(PATHS)(
  'rules tell the sizes of all layers of %s as they are in a run',
  async (path) => {
    const content = new Uint8Array(readFileSync(path));
    const ends = endsOf(content, path.includes('decoder'));
    const layers = countedLayers(content, ends);
    const changed = withSizes(content, layers);
    const runtime = await testRuntime();
    const graph = { content: changed.content, weights: null };
    const session = await runtime.openGraph(graph, { label: path, inputs: [...ends.keys()] });
    const inputs = [...ends.values()].map((dims) => ({ dims, data: new Float32Array(elementCount(dims)) }));
    const sizes = sizesOf(await session.outputs(inputs));
    await session.release();
    const run = changed.outputs.map(({ tensor, output }) => [tensor, sizes.get(output)]);
    expect(layers.map(({ tensor, dims }) => [tensor, dims])).toEqual(run);
  },
  WAIT,
);
