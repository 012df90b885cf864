import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { elementCount } from './math/geometry';
import { haarInverse } from './math/haar';
import { findModel } from './model/manifest';
import { parseManifest } from './model/parse-manifest';
import { posterior } from './math/posterior';
import type { TensorData } from './tensor';
import { largestDifference, readGoldenJson } from './test-goldens';

interface Case {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly file: string;
  readonly tensors: Readonly<
    Record<'mean' | 'logvar' | 'latent' | 'coefficients' | 'reconstruction', { dims: number[]; offset: number }>
  >;
}

const { cases } = readGoldenJson<{ cases: Case[] }>('tiny-kinds/index.json');
const manifest = parseManifest(JSON.parse(readFileSync('e2e/fixtures/tiny-kinds/manifest.json', 'utf8')));

test.each(cases)('$name: what Python wrote keeps to the contract', ({ name, tensors, width, height, file }) => {
  const { buffer } = new Uint8Array(readFileSync(`e2e/fixtures/goldens/tiny-kinds/${file}`));
  const tensor = (key: keyof typeof tensors): TensorData => {
    const { dims, offset } = tensors[key];
    return { dims, data: new Float32Array(buffer, offset, elementCount(dims)) };
  };
  const model = findModel(manifest, name);
  expect(tensor('logvar').dims[1]).toBe(model.encoder?.output === 'latent' ? 0 : model.latentChannels);
  const shown = posterior(
    tensor('mean'),
    tensor('logvar'),
    { posterior: 'mean', temperature: 1, seed: 0 },
    model.latent,
  );
  expect(largestDifference(shown.data, tensor('latent').data)).toBeLessThan(1e-6);
  // Coefficients of pixels, too, are level-1 bands before crop and clamp.
  const picture = haarInverse(tensor('coefficients'), width, height);
  expect(largestDifference(picture.data, tensor('reconstruction').data)).toBeLessThan(1e-6);
});
