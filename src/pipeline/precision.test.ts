import { describe, expect, it } from 'vitest';
import type { ModelEntry } from '../core/model/manifest';
import { choosePrecision, PRECISION_TEXT, receiptKey, type HalfVerdicts } from '../core/model/precision';
import { requestGpu } from '../gpu/device';

/** What navigator.gpu gives on a GPU with these features; the device has those that were asked for. */
function fakeGpu(features: readonly string[]): GPU {
  const info = { vendor: 'fake', architecture: 'gpu', device: '', description: '' };
  const requestDevice = ({ requiredFeatures = [] }: GPUDeviceDescriptor) =>
    Promise.resolve({
      features: new Set(requiredFeatures),
      lost: new Promise(() => undefined),
      createBuffer: () => ({}),
      createComputePipelineAsync: () => undefined,
      createRenderPipelineAsync: () => undefined,
      popErrorScope: () => undefined,
      queue: { onSubmittedWorkDone: () => undefined },
    });
  const adapter = { features: new Set(features), limits: {}, info, requestDevice };
  return { requestAdapter: () => Promise.resolve(adapter) } as unknown as GPU;
}

const network = (name: string) => ({
  file: name,
  sha256: name,
  variants: [{ precision: 'fp16', file: `${name}.fp16`, bytes: 1, sha256: `${name} half` }],
});
const MODEL = {
  title: 'Tiny',
  encoder: network('e'),
  decoder: network('d'),
  parity: { sha256: 'p' },
  range: [-1, 1],
  latent: { scale: 1, shift: 0 },
} as unknown as ModelEntry;

async function choiceOn(features: readonly string[], ok: boolean | null, asked: 'auto' | 'fp32' | 'fp16' = 'auto') {
  const gpu = await requestGpu(fakeGpu(features));
  const facts = { backend: 'webgpu', adapter: gpu.adapterName, ort: '1' } as const;
  const key = receiptKey(MODEL, { ...facts, precision: PRECISION_TEXT.fp16 });
  const verdicts: HalfVerdicts = ok === null ? {} : { [key]: { ok, of: 'webgpu', with: 'pytorch', stages: [] } };
  return choosePrecision({ asked, model: MODEL, ...facts, shaderF16: gpu.features.has('shader-f16'), verdicts });
}

describe('a fake adapter', () => {
  it('with shader-f16 gets the fp16 build once parity has passed', async () => {
    expect(await choiceOn(['shader-f16'], true)).toMatchObject({
      precision: 'fp16',
      encoder: { file: 'e.fp16' },
      decoder: { file: 'd.fp16' },
    });
    expect(await choiceOn(['shader-f16'], null)).toMatchObject({ precision: 'fp32', half: 'unchecked' });
    expect(await choiceOn(['shader-f16'], false)).toMatchObject({ precision: 'fp32', half: 'failed' });
    expect(await choiceOn(['shader-f16'], null, 'fp16')).toMatchObject({ precision: 'fp16', half: 'unchecked' });
  });

  it('without it never does, whatever is remembered or chosen', async () => {
    expect(await choiceOn(['timestamp-query'], true)).toMatchObject({
      precision: 'fp32',
      encoder: { file: 'e' },
      half: 'none',
    });
    await expect(choiceOn([], true, 'fp16')).rejects.toMatchObject({ code: 'no-backend' });
  });
});
