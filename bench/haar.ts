import copyCode from './copy.wgsl?raw';
import levelCode from './haar-level.wgsl?raw';
import { HAAR_FORWARD, HaarForward, type BandViews } from '../src/gpu/haar-forward';
import { Kernel } from '../src/gpu/kernel';
import { ParamSlots } from '../src/gpu/params';
import { bind, GpuResources, type TensorView } from '../src/gpu/resources';
import type { GpuTimer } from './gpu-timer';
import { median } from '../src/core/metrics/stats';
import type { HaarRow } from './report';

const { COLUMNS, ROWS } = HAAR_FORWARD.constants;
const PARAMS = { width: 'u32', height: 'u32' } as const;
const COPY = {
  label: 'BenchCopy',
  code: copyCode,
  entryPoint: 'copyPicture',
  params: PARAMS,
  data: ['source', 'destination'],
  constants: { COLUMNS, ROWS },
};
const LEVEL = {
  label: 'BenchLevel',
  code: levelCode,
  entryPoint: 'haarLevel',
  params: PARAMS,
  data: ['planes', 'bands'],
  constants: { COLUMNS, ROWS },
};
/** A measurement shorter than this says more about submitting than about the shader. */
const LEAST_MS = 40;
const MOST_REPEATS = 256;

type Record = (encoder: GPUCommandEncoder) => void;

/** Our forward transform beside a copy and beside a dispatch for each level, on one picture of size x size. */
export async function benchHaar(device: GPUDevice, timer: GpuTimer, size: number, rounds: number): Promise<HaarRow> {
  const resources = new GpuResources(device);
  const slots = new ParamSlots(device, resources, 'BenchHaar');
  try {
    const [forward, copy, level] = await Promise.all([
      HaarForward.create(device, slots),
      Kernel.compile(device, slots, COPY),
      Kernel.compile(device, slots, LEVEL),
    ]);
    const image = resources.tensor('BenchHaar.image', [1, 3, size, size]);
    const copied = resources.tensor('BenchHaar.copied', image.dims);
    const oneBands = bandTensors(resources, 'one', size);
    const threeBands = bandTensors(resources, 'three', size);
    const values = Float32Array.from({ length: 3 * size * size }, (_, i) => ((i * 2654435761) % 511) / 255 - 1);
    resources.upload(image.buffer, new Uint8Array(values.buffer));

    const variants: { readonly copy: Record; readonly one: Record; readonly three: Record } = {
      copy: (encoder) =>
        copy.encode(
          encoder,
          { width: size, height: size },
          { source: bind(image), destination: bind(copied) },
          grid(size, size / 4),
        ),
      one: (encoder) => forward.encode(encoder, image, oneBands),
      three: (encoder) =>
        [image, threeBands[0], threeBands[1]].forEach((planes, index) => {
          const side = size >> index;
          const bands = threeBands[index] as TensorView;
          level.encode(
            encoder,
            { width: side, height: side },
            { planes: bind(planes), bands: bind(bands) },
            grid(side, side / 2),
          );
        }),
    };
    for (const record of Object.values(variants)) await timer.measure(record, 1);
    await expectEqual(resources, image, copied);
    for (const [index, bands] of oneBands.entries())
      await expectEqual(resources, bands, threeBands[index] as TensorView);

    const repeats = await enoughRepeats(timer, variants.copy);
    const times = { copy: [] as number[], one: [] as number[], three: [] as number[] };
    const order = ['copy', 'one', 'three'] as const;
    for (let round = 0; round < rounds; round++) {
      // Forth and back, so that a clock that rises or falls favours none.
      for (const name of round % 2 === 0 ? order : order.toReversed()) {
        times[name].push(await timer.measure(variants[name], repeats));
      }
    }
    const ratio = (other: readonly number[]) => median(times.one.map((ms, round) => ms / (other[round] ?? NaN)));
    return {
      size,
      rounds,
      repeats,
      copyMs: median(times.copy),
      oneDispatchMs: median(times.one),
      threeDispatchMs: median(times.three),
      oneOverCopy: ratio(times.copy),
      oneOverThree: ratio(times.three),
    };
  } finally {
    resources.destroy();
  }
}

function bandTensors(resources: GpuResources, name: string, size: number): BandViews {
  const make = (level: number) => resources.tensor(`BenchHaar.${name}${level}`, [1, 12, size >> level, size >> level]);
  return [make(1), make(2), make(3)];
}

/** @param rows threads from top to bottom */
function grid(width: number, rows: number): [number, number, number] {
  return [Math.ceil(width / 4 / COLUMNS), Math.ceil(rows / ROWS), 3];
}

async function enoughRepeats(timer: GpuTimer, record: Record): Promise<number> {
  let repeats = 1;
  while (repeats < MOST_REPEATS && (await timer.measure(record, repeats)) * repeats < LEAST_MS) repeats *= 2;
  return repeats;
}

/** The variants must do the same work, or their times could not be compared. */
async function expectEqual(resources: GpuResources, a: TensorView, b: TensorView): Promise<void> {
  const [first, second] = [await resources.read(a), await resources.read(b)];
  const worst = first.reduce((most, value, i) => Math.max(most, Math.abs(value - (second[i] ?? NaN))), 0);
  if (!(worst <= 1e-6) || first.every((value) => value === 0)) throw new Error(`Variants differ by ${worst}`);
}
