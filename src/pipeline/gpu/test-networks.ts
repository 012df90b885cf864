import { expect } from 'vitest';
import type { TensorData } from '../../core/tensor';
import { GpuResources } from '../../gpu/resources';
import type { TestGpu } from '../../gpu/test-device';
import type { GpuTensor, Session } from '../../inference/runtime';

/** Networks for tests that are functions, on either backend. */
export function sessionOf(gpu: TestGpu, make: (inputs: readonly TensorData[]) => TensorData): Session {
  const resources = new GpuResources(gpu.device);
  return {
    runOnCpu: async (inputs: TensorData[]) => make(inputs),
    runOnGpu: async (inputs: GpuTensor[], output: GpuTensor) => {
      const read: TensorData[] = [];
      for (const { buffer, dims } of inputs)
        read.push({ dims: [...dims], data: await resources.read({ buffer, byteOffset: 0, dims }) });
      const made = make(read);
      expect(made.dims).toEqual([...output.dims]);
      gpu.device.queue.writeBuffer(output.buffer, 0, made.data as Float32Array<ArrayBuffer>);
    },
  } as unknown as Session;
}
