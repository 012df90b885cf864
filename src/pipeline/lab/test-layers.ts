import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { LayerNumbers, LayerRef } from '../../core/model/graph-layers';
import { geometryOf, elementCount } from '../../core/math/geometry';
import { toByte } from '../../core/math/planar';
import { findModel, type Manifest, type ModelEntry } from '../../core/model/manifest';
import { maxAbsolute } from '../../core/metrics/stats';
import { defaultSettings, type Settings } from '../../core/settings/settings';
import type { TensorData } from '../../core/tensor';
import { PARTS } from '../../core/tiles/run-plan';
import { FinishedRuns } from '../results/finished-runs';
import type { Results } from '../results/results';
import type { Backend } from './backend';
import { Layers } from './layers';
import type { Models } from './models';
import type { NetworkFiles, Networks } from './networks';
import { runStages } from './run';
import type { Stages } from './stages';
import { testBackend } from './test-backend';

/** Layers of models of this folder, for tests on both backends. */

const GOLDENS = 'e2e/fixtures/goldens';

export const GOLDEN_MODELS = {
  'tiny-f8c12': 'e2e/fixtures/tiny-f8c12',
  'litevae-s-f8c12': 'public/models',
} as const;
export type GoldenModel = keyof typeof GOLDEN_MODELS;

/** A layer as PyTorch computed it: statistics of its first channels, and values in equal steps. */
interface GoldenLayer extends LayerRef {
  readonly dims: readonly number[];
  readonly channels: readonly (readonly [min: number, max: number, mean: number, std: number])[];
  readonly step: number;
  readonly values: readonly number[];
}

function goldenLayers(id: GoldenModel): { readonly tolerance: number; readonly layers: readonly GoldenLayer[] } {
  return JSON.parse(readFileSync(`${GOLDENS}/${id}/layers.json`, 'utf8')) as ReturnType<typeof goldenLayers>;
}

export function goldenEntry(id: GoldenModel): ModelEntry {
  return findModel(JSON.parse(readFileSync(`${GOLDEN_MODELS[id]}/manifest.json`, 'utf8')) as Manifest, id);
}

export function networkFiles(folder: string, { encoder, decoder }: ModelEntry): NetworkFiles {
  const read = (file: string) => new Uint8Array(readFileSync(`${folder}/${file}`));
  return { ...(encoder && { encoder: read(encoder.file) }), ...(decoder && { decoder: read(decoder.file) }) };
}

/** The golden picture of 64 x 64: RGBA. */
export function goldenPixels(id: GoldenModel): Uint8ClampedArray<ArrayBuffer> {
  const { data } = goldenTensor(id, 'input');
  const plane = data.length / 3;
  return Uint8ClampedArray.from({ length: 4 * plane }, (_, at) =>
    at % 4 === 3 ? 255 : toByte(data[(at % 4) * plane + Math.floor(at / 4)] as number),
  );
}

export function goldenTensor(id: GoldenModel, name: string): TensorData {
  const { cases } = JSON.parse(readFileSync(`${GOLDENS}/${id}/index.json`, 'utf8')) as {
    cases: { name: string; file: string; tensors: Record<string, { dims: number[]; offset: number }> }[];
  };
  const found = cases.find((each) => each.name === '64x64');
  const { dims, offset } = found?.tensors[name] ?? { dims: [], offset: 0 };
  const { buffer } = new Uint8Array(readFileSync(`${GOLDENS}/${id}/${found?.file}`));
  return { dims, data: new Float32Array(buffer, offset, elementCount(dims)) };
}

/** Layers over a finished run of these networks on a picture of 64 x 64. */
export async function layersOver(
  stages: Stages,
  networks: Networks,
  files: NetworkFiles,
  openGraph: Backend['openGraph'],
  pixels: Uint8ClampedArray<ArrayBuffer>,
): Promise<{
  readonly layers: Layers;
  readonly runs: FinishedRuns;
  readonly rerun: (job: number) => Promise<void>;
  readonly downloaded: (keyof NetworkFiles)[];
}> {
  const { model } = networks;
  const backend = { ...testBackend(stages, networks), model, openGraph } as unknown as Backend;
  const runs = new FinishedRuns(() => undefined);
  const geometry = geometryOf(64, 64);
  const settings = defaultSettings();
  const rerun = async (job: number): Promise<void> => {
    const hooks = { job, checkCurrent: () => undefined, slot: 'shown' } as const;
    const summary = await runStages(backend, { pixels, geometry }, settings, hooks);
    const inputs = { picture: {}, second: undefined, model, settings };
    runs.put('shown', { summary, geometry, info: {} as never, inputs });
  };
  await rerun(1);
  // Two more models: one that differs in its name alone, and one with another encoder.
  const beside = (id: string): ModelEntry =>
    id === model.id
      ? model
      : {
          ...model,
          id,
          encoder: { ...model.encoder, sha256: id === 'twin' ? model.encoder?.sha256 : id } as NonNullable<
            ModelEntry['encoder']
          >,
        };
  const downloaded: (keyof NetworkFiles)[] = [];
  const models = {
    download: (_: ModelEntry, asked: NetworkFiles) => {
      downloaded.push(...(Object.keys(asked) as (keyof NetworkFiles)[]));
      return Promise.resolve(files);
    },
    find: ({ model: id }: Settings) => Promise.resolve(beside(id)),
  } as unknown as Models;
  return { layers: new Layers({ runs, models, backend: () => backend }), runs, rerun, downloaded };
}

/** All golden layers of a part in one run, and the last of them by its values. */
export async function expectGoldens(id: GoldenModel, layers: Layers, results: Results): Promise<void> {
  const { tolerance, layers: goldens } = goldenLayers(id);
  for (const part of PARTS) {
    const wanted = goldens.filter((golden) => golden.part === part);
    const measured = await layers.measure(
      part,
      wanted.map(({ tensor }) => tensor),
    );
    expect(measured.map(({ tensor }) => tensor)).toEqual(wanted.map(({ tensor }) => tensor));
    measured.forEach((numbers, at) => expectStatistics(numbers, wanted[at] as GoldenLayer, tolerance));
    const last = wanted.at(-1) as GoldenLayer;
    const numbers = await layers.keep(last);
    expectStatistics(numbers, last, tolerance);
    expectValues(numbers, (await results.derive('layer', 'shown')).data, last, tolerance);
  }
}

/** Statistics of the first channels are as PyTorch has them, relative to the largest absolute value of the layer. */
function expectStatistics(numbers: LayerNumbers, golden: GoldenLayer, tolerance: number): void {
  expect(numbers.dims).toEqual(golden.dims);
  const largest = largestOf(numbers);
  golden.channels.forEach((wanted, at) => {
    const { min, max, mean, std } = numbers.channels[at] ?? { min: NaN, max: NaN, mean: NaN, std: NaN };
    const off = [min, max, mean, std].map((value, index) => Math.abs(value - (wanted[index] as number)) / largest);
    expect(Math.max(...off), `${golden.tensor}, channel ${at}`).toBeLessThan(tolerance);
  });
}

/** The same of its values. */
function expectValues(numbers: LayerNumbers, values: Float32Array, golden: GoldenLayer, tolerance: number): void {
  const off = golden.values.map((value, at) => Math.abs((values[at * golden.step] ?? NaN) - value));
  expect(Math.max(...off) / largestOf(numbers), golden.tensor).toBeLessThan(tolerance);
}

function largestOf({ channels }: LayerNumbers): number {
  return Math.max(...channels.map(maxAbsolute));
}
