import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { vi } from 'vitest';
import type { ModelReport, OwnFile } from '../../core/model/own-model';
import type { ModelStore } from '../../inference/model-store';
import { Runtime } from '../../inference/runtime';
import { inspectModel } from './inspect-model';
import type * as MeasureModel from './measure-model';

/**
 * onnxruntime-web for unit tests: the build for the CPU alone, since the build for both, which the page has, takes three times as
 * long to load in node.
 */
vi.mock('virtual:ort-wasm', () => ({ ORT_WASM: { jspi: { url: '' }, asyncify: { url: '' } } }));
vi.mock('onnxruntime-web/webgpu', () => import('onnxruntime-web'));
vi.mock('onnxruntime-web/jspi', () => import('onnxruntime-web'));
/** A quarter of the pixels that the page measures on, which is most of the time that a small model takes. */
vi.mock('./measure-model', async (original) => {
  const module = await original<typeof MeasureModel>();
  const samplePictures: typeof module.samplePictures = (_addresses, _multiple, { width, height }) =>
    Promise.resolve({
      name: 'test picture',
      pictures: [module.testPicture(Math.min(64, width), Math.min(64, height))],
    });
  return { ...module, samplePictures };
});
vi.stubGlobal('self', { location: new URL('http://localhost/') });

const WASM = 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm';
let loading: Promise<Runtime> | undefined;

/** One for each file of tests. */
export function testRuntime(): Promise<Runtime> {
  const load = (): Promise<Uint8Array> => Promise.resolve(gzipSync(readFileSync(WASM), { level: 0 }));
  return (loading ??= Runtime.load({ load } as unknown as ModelStore, 1));
}

/** A file that is dropped, under its path in the folder. */
export function droppedFile(folder: string, path: string): OwnFile {
  return { name: path, data: new Blob([readFileSync(`${folder}/${path}`)]) };
}

/** The whole check, measured on a picture of formulas. @param random noise that graphs draw is left in */
export function checkFiles(files: readonly OwnFile[], random = false): Promise<ModelReport> {
  return inspectModel(files, { range: null, random, samples: [] }, () => undefined, testRuntime);
}
