import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { geometryOf } from '../../core/math/geometry';
import type { ModelEntry } from '../../core/model/manifest';
import type { TensorData } from '../../core/tensor';
import { defaultSettings, type Settings } from '../../core/settings/settings';
import type { Slot } from '../../core/slots';
import { largestOf } from '../../core/tiles/tiles';
import { GpuResources } from '../../gpu/resources';
import { openTestGpu, type TestGpu } from '../../gpu/test-device';
import type { GpuTensor, Session } from '../../inference/runtime';
import { CpuStages } from '../cpu/cpu-stages';
import { GpuStages } from './gpu-stages';
import type { Networks } from '../lab/networks';
import { runStages } from '../lab/run';
import type { Stages } from '../lab/stages';
import { testBackend } from '../lab/test-backend';

let gpu: TestGpu;
let stages: GpuStages;
let resources: GpuResources;
beforeAll(async () => void (gpu = await openTestGpu()));
afterAll(() => gpu.device.destroy());
beforeEach(async () => {
  stages = await GpuStages.create(gpu);
  resources = new GpuResources(gpu.device);
  return async () => {
    await stages.dispose();
    resources.destroy();
  };
});

/** Output channel c, at `scale` times the size: input channel c plus the mean of a window of 5 x 5 cells with zeros around. */
function spread(input: TensorData, channels: number, scale: number): TensorData {
  const [, count, height, width] = input.dims as [number, number, number, number];
  const data = new Float32Array(channels * height * width * scale ** 2);
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = (row: number, column: number): number =>
          row < 0 || column < 0 || row >= height || column >= width
            ? 0
            : (input.data[((c % count) * height + row) * width + column] as number);
        let sum = 0;
        for (let dy = -2; dy <= 2; dy++) for (let dx = -2; dx <= 2; dx++) sum += at(y + dy, x + dx);
        for (let k = 0; k < scale ** 2; k++) {
          const [row, column] = [y * scale + Math.floor(k / scale), x * scale + (k % scale)];
          data[(c * height * scale + row) * width * scale + column] = 0.5 * at(y, x) + sum / 25 + 0.01 * (c + k);
        }
      }
    }
  }
  return { dims: [1, channels, height * scale, width * scale], data };
}

let calls: string[] = [];

/** Networks that see two cells to each side. `field` is what the manifest says of the encoder. */
function networks(field: number | null = 33): Networks {
  const session = (name: string, channels: number, scale: number): Session =>
    ({
      runOnCpu: async (inputs: TensorData[]) => {
        calls.push(`${name} ${inputs.at(-1)?.dims.slice(2).join()}`);
        return spread(inputs.at(-1) as TensorData, channels, scale);
      },
      runOnGpu: async (inputs: GpuTensor[], output: GpuTensor) => {
        const input = inputs.at(-1) as GpuTensor;
        calls.push(`${name} ${input.dims.slice(2).join()}`);
        const made = spread(
          { dims: [...input.dims], data: await resources.read({ ...input, byteOffset: 0 }) },
          channels,
          scale,
        );
        expect(made.dims).toEqual([...output.dims]);
        gpu.device.queue.writeBuffer(output.buffer, 0, made.data as Float32Array<ArrayBuffer>);
      },
    }) as unknown as Session;
  const facts = { parameters: 0, activations: { peak: 1, largest: 1 } };
  const model = {
    id: 'spread',
    latentChannels: 12,
    downscale: 8,
    range: [-1, 1],
    latent: { scale: 1, shift: 0 },
    encoder: {
      inputs: ['bands1', 'bands2', 'bands3'],
      inputKind: 'bands',
      output: 'moments',
      sha256: 'e',
      ...facts,
      ...(field && { receptiveField: field }),
    },
    decoder: { output: 'coefficients', sha256: 'd', ...facts, receptiveField: 33 },
  } as unknown as ModelEntry;
  return { model, encoder: session('encoder', 24, 1), decoder: session('decoder', 12, 4) };
}

const [WIDTH, HEIGHT] = [93, 61];
const pixels = Uint8ClampedArray.from({ length: 4 * WIDTH * HEIGHT }, (_, i) => (i * 37) % 251);
const picture = { pixels, geometry: geometryOf(WIDTH, HEIGHT) };

interface Options {
  of?: Networks;
  slot?: Slot | null;
  checkCurrent?: () => void;
  onStage?: (said: string) => void;
}

function run(
  on: Stages,
  settings: Partial<Settings>,
  { of = networks(), slot = 'shown', checkCurrent = () => undefined, onStage = () => undefined }: Options = {},
) {
  calls = [];
  return runStages(
    testBackend(on, of),
    picture,
    { ...defaultSettings(), ...settings },
    {
      job: 1,
      checkCurrent,
      slot,
      networks: of,
      onStage: (stage, _cold, tile) => onStage(`${stage} ${tile?.done ?? ''}`),
    },
  );
}

const NAMES = [
  'input',
  'bands1.raw',
  'bands2',
  'bands3',
  'mean',
  'logvar',
  'latent.raw',
  'latent',
  'coefficients',
  'reconstruction',
] as const;

async function all(on: Stages): Promise<TensorData[]> {
  const tensors: TensorData[] = [];
  for (const name of NAMES) tensors.push(await on.results.read(name, 'shown'));
  return tensors;
}

function expectSame(found: readonly TensorData[], wanted: readonly TensorData[]): void {
  found.forEach(({ dims, data }, index) => {
    const other = wanted[index] as TensorData;
    expect(dims, NAMES[index]).toEqual(other.dims);
    expect(largestOf(data.map((value, at) => value - (other.data[at] as number))), NAMES[index]).toBeLessThan(1e-5);
  });
}

test.each([16, 24, 40])(
  'tiles of %i px give every tensor and every number of the whole, on both backends',
  async (tiles) => {
    const edits = { bands: { '1.H.R': { gain: 2, threshold: 0, mute: false, swap: false } } };
    for (const on of [stages, new CpuStages()]) {
      for (const settings of [{}, edits]) {
        const whole = await run(on, { ...settings, tiles: 'off' });
        expect(whole).not.toHaveProperty('tiling');
        const wanted = await all(on);
        const tiled = await run(on, { ...settings, tiles });
        expectSame(await all(on), wanted);
        const grid = {
          across: Math.ceil(96 / tiles),
          down: Math.ceil(64 / tiles),
          halo: 16,
          kind: 'exact',
          factor: expect.any(Number),
        };
        expect(tiled.tiling).toEqual({ encoder: grid, decoder: grid });
        expect(tiled.readbacks.betweenStages).toBe(on === stages ? grid.across * grid.down * 2 : 0);
        expect(tiled.psnr).toBeCloseTo(whole.psnr as number, 6);
        expect(tiled.ssim).toBeCloseTo(whole.ssim as number, 6);
        expect(tiled.stats.error[0]?.std).toBeCloseTo(whole.stats.error[0]?.std as number, 6);
        expect(calls.filter((call) => call.startsWith('encoder'))).toHaveLength(grid.across * grid.down);
        // One shape for all tiles.
        expect(new Set(calls).size).toBe(2);
      }
    }
  },
);

test('a tiled run keeps less, and as much after many runs as after the first', async () => {
  await run(stages, { tiles: 'off' });
  await run(stages, { tiles: 'off' });
  const whole = gpu.meter.liveBytes;
  await run(stages, { tiles: 32 });
  const { liveBytes, liveBuffers } = gpu.meter;
  expect(liveBytes).toBeLessThan(0.5 * whole);
  for (let seed = 0; seed < 4; seed++) await run(stages, { tiles: 32, seed, posterior: 'sample' });
  expect([gpu.meter.liveBytes, gpu.meter.liveBuffers]).toEqual([liveBytes, liveBuffers]);
  await run(stages, { tiles: 'off' });
  await run(stages, { tiles: 'off' });
  expect(gpu.meter.liveBytes).toBe(whole);
});

test('a run that is stopped between two tiles leaves nothing behind', async () => {
  await run(stages, { tiles: 32 });
  const { liveBytes } = gpu.meter;
  const heard: string[] = [];
  let stop = false;
  const stopped = run(
    stages,
    { tiles: 32, encoderHalo: 'measured' },
    {
      onStage: (said) => {
        heard.push(said);
        stop = said === 'decoder 1';
      },
      checkCurrent: () => {
        if (stop) throw new Error('Stopped.');
      },
    },
  );
  await expect(stopped).rejects.toThrow('Stopped.');
  expect(heard).toContain('encoder 5');
  expect(heard.at(-1)).toBe('decoder 1');
  await run(stages, { tiles: 32 });
  expect(gpu.meter.liveBytes).toBe(liveBytes);
});

test('a network without a receptive field is tiled approximately, and every border has its seam', async () => {
  for (const on of [stages, new CpuStages()]) {
    const { tiling } = await run(on, { tiles: 32 }, { of: networks(null) });
    expect(tiling?.encoder).toMatchObject({ kind: 'approximate', across: 3, down: 2, halo: 128 });
    // 16 cells on each side are more than this network sees.
    expect(tiling?.encoder?.seams).toHaveLength(2 * 2 + 3);
    for (const { max } of tiling?.encoder?.seams ?? []) expect(max).toBeLessThan(1e-6);
    expect(tiling?.decoder).not.toHaveProperty('seams');
  }
});

test('a measured halo is the smallest that does, and says what it costs', async () => {
  for (const on of [stages, new CpuStages()]) {
    // The manifest says four cells, two are enough.
    const { tiling, readbacks } = await run(on, { tiles: 24, encoderHalo: 'measured' }, { of: networks(65) });
    expect(tiling?.encoder).toMatchObject({ kind: 'measured', halo: 16, across: 4, down: 3 });
    expect(tiling?.encoder?.difference).toBeLessThan(1e-6);
    expect(tiling?.encoder?.seams).toHaveLength(3 * 3 + 4 * 2);
    // Three cores exactly, three with two cells, one with one; the networks of this test read back as well.
    expect(readbacks.betweenStages).toBe(on === stages ? calls.length + 7 : 0);
    expect(tiling?.decoder).toMatchObject({ kind: 'exact' });
  }
});
