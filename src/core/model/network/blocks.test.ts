import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../parse-manifest';
import { sketchOf } from './sketch';
import type { ModelEntry } from '../manifest';

const SIZE = { width: 256, height: 192 };
const read = (path: string) => new Uint8Array(readFileSync(path));
const manifest = parseManifest(JSON.parse(readFileSync('public/models/manifest.json', 'utf8')));
const standard = manifest.models[0] as ModelEntry;
const sketch = (part: 'encoder' | 'decoder', model = standard, size = SIZE, folder = 'public/models') =>
  sketchOf(read(`${folder}/${model[part]?.file}`), model, part, size);

/** A model of the field, with the names of its graphs' ends. */
function field(folder: string, inputs: readonly [string, string]): ModelEntry {
  const { encoder, decoder } = standard as Required<ModelEntry>;
  return {
    ...standard,
    id: folder,
    latentChannels: 4,
    encoder: { ...encoder, file: `${folder}/encoder.onnx`, inputKind: 'image', inputs: [inputs[0]], output: 'moments' },
    decoder: { ...decoder, file: `${folder}/decoder.onnx`, input: inputs[1], output: 'image' },
  };
}

describe('blocks', () => {
  it('are extractors, pooling, join and aggregator in an encoder of bands', () => {
    const { blocks, macs, common, uncounted } = sketch('encoder');
    expect(blocks.map(({ kind, level, reduction, dims }) => [kind, level, reduction, dims])).toEqual([
      ['extractor', 1, 2, [1, 12, 96, 128]],
      ['pooling', 1, 8, [1, 12, 24, 32]],
      ['extractor', 2, 4, [1, 12, 48, 64]],
      ['pooling', 2, 8, [1, 12, 24, 32]],
      ['extractor', 3, 8, [1, 12, 24, 32]],
      ['join', 0, 8, [1, 36, 24, 32]],
      ['aggregator', 0, 8, [1, 24, 24, 32]],
    ]);
    expect(blocks[0]?.path).toBe('encoder/f.0');
    expect(common).toBe(5_761_007_616);
    expect(macs).toBe((5_761_007_616 * 3) / 4);
    expect(uncounted).toBe(0);
  });

  it('are those of its stages in the decoder', () => {
    const { blocks, parameters } = sketch('decoder');
    const kinds = blocks.map(({ kind, reduction }) => `${kind} ${reduction}`);
    const residuals = (reduction: number) => Array.from({ length: 3 }, () => `residual ${reduction}`);
    expect(kinds).toEqual([
      'convolution 8',
      ...residuals(8),
      'up 4',
      ...residuals(4),
      'up 2',
      ...residuals(2),
      'convolution 2',
    ]);
    expect(blocks[1]?.path).toBe('body/body.0');
    expect(blocks.at(-1)?.dims).toEqual([1, 12, 96, 128]);
    expect(parameters).toBe(5_337_932);
  });

  it('are found in a model of the field from shapes alone, since its names say nothing', () => {
    const model = field('torch-legacy', ['image', 'latent']);
    const encoder = sketch('encoder', model, SIZE, 'e2e/fixtures/field');
    expect(encoder.blocks.map(({ kind, reduction }) => `${kind} ${reduction}`)).toEqual([
      'convolution 1',
      'residual 1',
      'down 2',
      'residual 2',
      'down 4',
      'residual 4',
      'down 8',
      ...['residual 8', 'residual 8', 'attention 8', 'residual 8', 'convolution 8'],
    ]);
    const decoder = sketch('decoder', model, SIZE, 'e2e/fixtures/field');
    expect(decoder.blocks.map(({ kind }) => kind).slice(0, 6)).toEqual([
      ...['convolution', 'residual', 'attention', 'residual', 'residual', 'residual'],
    ]);
    expect(decoder.blocks.filter(({ kind }) => kind === 'up').map(({ reduction }) => reduction)).toEqual([4, 2, 1]);
    expect(decoder.blocks.at(-1)).toMatchObject({ kind: 'convolution', dims: [1, 3, 192, 256] });
  });

  it('hold every layer that the result depends on once', () => {
    for (const part of ['encoder', 'decoder'] as const) {
      const tensors = sketch(part).blocks.flatMap(({ layers }) => layers.map(({ tensor }) => tensor));
      expect(new Set(tensors).size).toBe(tensors.length);
      expect(tensors).toContain(part === 'encoder' ? 'moments' : 'coefficients');
    }
  });
});
