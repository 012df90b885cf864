import { afterAll, beforeAll, expect, test } from 'vitest';
import { GpuResources } from '../../gpu/resources';
import { openTestGpu, type TestGpu } from '../../gpu/test-device';
import type { GpuTensor, Session } from '../../inference/runtime';
import type { TensorData } from '../../core/tensor';
import { GpuStages } from '../gpu/gpu-stages';
import { testRuntime } from '../own-model/test-runtime';
import { buildNetworks } from './networks';
import { expectGoldens, GOLDEN_MODELS, goldenEntry, goldenPixels, layersOver, networkFiles } from './test-layers';

/** A network on the CPU whose inputs and outputs are on the GPU, since node has no WebGPU for onnxruntime. */
function besideGpu({ device }: TestGpu, session: Session): Session {
  const resources = new GpuResources(device);
  const read = ({ buffer, dims }: GpuTensor): Promise<Float32Array> =>
    resources.read({ buffer, byteOffset: 0, dims }, { asked: true });
  const inputsOf = (inputs: readonly GpuTensor[]): Promise<TensorData[]> =>
    Promise.all(inputs.map(async (input) => ({ dims: [...input.dims], data: await read(input) })));
  const write = (
    { buffer, dims }: GpuTensor,
    made: { readonly dims: readonly number[]; readonly data: unknown },
  ): void => {
    expect(made.dims).toEqual([...dims]);
    device.queue.writeBuffer(buffer, 0, made.data as Float32Array<ArrayBuffer>);
  };
  return {
    runOnGpu: async (inputs: readonly GpuTensor[], output: GpuTensor) =>
      write(output, await session.runOnCpu(await inputsOf(inputs), output.dims)),
    outputs: async (inputs: readonly GpuTensor[], into?: Record<string, GpuTensor>) => {
      const made = await session.outputs(await inputsOf(inputs));
      if (!into) return made;
      for (const [name, to] of Object.entries(into)) write(to, made[name] as TensorData);
      return {};
    },
    release: () => session.release(),
  } as unknown as Session;
}

let gpu: TestGpu;
beforeAll(async () => void (gpu = await openTestGpu()));
afterAll(() => gpu.device.destroy());

test.each(['tiny-f8c12', 'litevae-s-f8c12'] as const)('layers of %s on the GPU are those of PyTorch', async (id) => {
  const runtime = await testRuntime();
  const entry = goldenEntry(id);
  const files = networkFiles(GOLDEN_MODELS[id], entry);
  const { encoder, decoder } = await buildNetworks(entry, files, runtime);
  const stages = await GpuStages.create(gpu);
  const networks = {
    model: entry,
    encoder: besideGpu(gpu, encoder as Session),
    decoder: besideGpu(gpu, decoder as Session),
  };
  const { layers, rerun } = await layersOver(
    stages,
    networks,
    files,
    async (...graph) => besideGpu(gpu, await runtime.openGraph(...graph)),
    goldenPixels(id),
  );
  await layers.list('encoder');
  const before = stages.deviceBytes;
  await expectGoldens(id, layers, stages.results);
  // One layer is kept, and a new result has none.
  const kept = stages.deviceBytes;
  await layers.keep({ part: 'decoder', tensor: 'coefficients' });
  await layers.keep({ part: 'encoder', tensor: 'moments' });
  expect(stages.deviceBytes - before).toBeLessThanOrEqual(kept - before + 4 * 24 * 64);
  await rerun(2);
  await rerun(3);
  await expect(stages.results.derive('layer', 'shown')).rejects.toMatchObject({ code: 'no-picture' });
  await stages.dispose();
});
