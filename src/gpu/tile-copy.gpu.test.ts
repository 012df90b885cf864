import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TensorData } from '../core/tensor';
import { cutOut, putInto, tileGrid } from '../core/tiles/tiles';
import { ParamSlots } from './params';
import { openTestGpu, withGpu, type TestGpu } from './test-device';
import { uploadTensor } from './test-tensors';
import { TileCopy } from './tile-copy';

let gpu: TestGpu;
beforeAll(async () => void (gpu = await openTestGpu()));
afterAll(() => gpu.device.destroy());

const values = (channels: number, height: number, width: number): TensorData => ({
  dims: [1, channels, height, width],
  data: Float32Array.from({ length: channels * height * width }, (_, i) => Math.sin(i)),
});

test.each([
  [0, 0, 130, 9],
  [3, 2, 1, 7],
  [67, 5, 65, 6],
  [0, 0, 192, 64],
  [100, 8, 64, 3],
])('cuts out (%i, %i) %i x %i as the CPU does', (x, y, width, height) =>
  withGpu(gpu, async (resources) => {
    const copy = await TileCopy.create(gpu.device, new ParamSlots(gpu.device, resources, 'test'));
    const from = values(5, 11, 133);
    const to = resources.tensor('test.part', [1, 5, height, width]);
    const encoder = gpu.device.createCommandEncoder();
    copy.encode(encoder, uploadTensor(resources, from), { x, y, width, height }, to, { x: 0, y: 0 });
    gpu.device.queue.submit([encoder.finish()]);
    expect(await resources.read(to)).toEqual(cutOut(from, { x, y, width, height }).data);
  }),
);

test('cores of tiles put back make the whole again, and nothing else is written', () =>
  withGpu(gpu, async (resources) => {
    const copy = await TileCopy.create(gpu.device, new ParamSlots(gpu.device, resources, 'test'));
    const whole = values(3, 13, 21);
    const goal = { dims: whole.dims, data: new Float32Array(whole.data.length).fill(9) };
    const [from, to] = [uploadTensor(resources, whole), uploadTensor(resources, goal)];
    const { tiles } = tileGrid(21, 13, 6, 2);
    for (const { core, read } of tiles.slice(1)) {
      const part = resources.tensor('test.part', [1, 3, read.height, read.width]);
      const at = { x: core.x - read.x, y: core.y - read.y };
      const encoder = gpu.device.createCommandEncoder();
      copy.encode(encoder, from, read, part, { x: 0, y: 0 });
      copy.encode(encoder, part, { ...core, ...at }, to, core);
      gpu.device.queue.submit([encoder.finish()]);
      putInto(goal, core, cutOut(whole, read), at);
    }
    expect(await resources.read(to)).toEqual(goal.data);
    const [first] = tiles;
    expect(
      [...cutOut(goal, first?.core ?? { x: 0, y: 0, width: 1, height: 1 }).data].every((value) => value === 9),
    ).toBe(true);
  }));
