import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_EDIT } from '../core/math/bands';
import { editBands, editPicture, type BandEdits } from '../core/settings/edits';
import { haarForward, type Pyramid } from '../core/math/haar';
import { editLatent, mixFactors } from '../core/math/latent-edits';
import { LATENT_BITS, type ChannelEdit, type LatentEdits, type LatentPoke } from '../core/settings/latent-settings';
import type { TensorData } from '../core/tensor';
import { quantise } from '../core/math/quantise';
import { formulaPicture, largestDifference, scatter } from '../core/test-goldens';
import type { BandViews } from './haar-forward';
import { GpuResources, type TensorView } from './resources';
import { openTestGpu, withGpu, withSmallGrid, type TestGpu } from './test-device';
import { uploadTensor } from './test-tensors';
import { GpuTransforms } from './transforms';

const TOLERANCE = 1e-5;

let test: TestGpu;
let sets: Record<'usual' | 'small', GpuTransforms>;
beforeAll(async () => {
  test = await openTestGpu();
  const resources = new GpuResources(test.device);
  sets = {
    usual: await GpuTransforms.create(test.device, resources),
    small: await GpuTransforms.create(withSmallGrid(test.device), resources),
  };
});
afterAll(() => test.device.destroy());

async function submit(record: (encoder: GPUCommandEncoder) => void): Promise<void> {
  const encoder = test.device.createCommandEncoder();
  record(encoder);
  test.device.queue.submit([encoder.finish()]);
  await test.device.queue.onSubmittedWorkDone();
}

const largest = (data: Float32Array): number => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Distance of two tensors, in parts of the largest value of the second. */
function relativeDistance(ours: Float32Array, reference: TensorData): number {
  return largestDifference(ours, reference.data) / largest(reference.data);
}

describe('edits of the latent', () => {
  /** Values of about [-3, 3], channels of different size and place. */
  const latentOf = (dims: number[], salt: number): TensorData => {
    const [, channels, height, width] = dims as [number, number, number, number];
    const data = scatter(channels * height * width, salt);
    return { dims, data: data.map((value, i) => (1 + (Math.floor(i / (height * width)) % 5) / 2) * value + 0.25) };
  };

  /** Runs the shaders in buffers that live for this call; scratch is freed at its end. */
  async function edit(
    grid: 'usual' | 'small',
    latent: TensorData,
    edits: LatentEdits,
    second?: TensorData,
  ): Promise<Float32Array> {
    return withGpu(test, async (resources) => {
      // Both start at places that bindings cannot start at.
      const views = [uploadTensor(resources, latent, 3), second && uploadTensor(resources, second, 65)] as const;
      const edited = uploadTensor(resources, { dims: latent.dims, data: latent.data.map(() => 77) });
      await submit((encoder) => sets[grid].latentEdit(encoder, views[0], edited, edits, views[1]));
      sets[grid].release();
      expect(new Uint32Array((await resources.read(views[0])).buffer), 'the latent stays').toEqual(
        new Uint32Array(latent.data.buffer),
      );
      return resources.read(edited);
    });
  }

  const edits = (channels: number): Record<string, LatentEdits> => {
    const reversed = Object.fromEntries(
      Array.from({ length: channels }, (_, i): [number, ChannelEdit] => [
        i,
        { gain: 1 - i / 8, offset: i / 4 - 1, from: channels - 1 - i },
      ]),
    );
    const pokes = Array.from({ length: 30 }, (_, i): LatentPoke => ({
      channel: i % 3 === 0 ? 'all' : i % channels,
      x: i % 6,
      y: (3 * i) % 8,
      width: 1 + (i % 4),
      height: 1 + (i % 11),
      amount: i / 7 - 2,
    }));
    const noise = { schedule: 'added', amount: 0.5, seed: 9 } as const;
    const paste = { fromX: 2, fromY: 1, toX: 1, toY: 3, width: 4, height: 1000 };
    return {
      nothing: {},
      'a linear mix': { mix: { amount: 0.3, mode: 'linear' } },
      'a spherical mix': { mix: { amount: 0.3, mode: 'spherical' } },
      'all of the second': { mix: { amount: 1, mode: 'spherical' } },
      paste: { paste },
      'a paste outside': { paste: { ...paste, toX: 1000 } },
      channels: { channels: { ...reversed, 1: { gain: 0, offset: 0, from: 1 }, 99: { gain: 2, offset: 0, from: 0 } } },
      pokes: { pokes },
      'added noise': { noise: { schedule: 'added', amount: 0.7, seed: 4294967295 } },
      'noise of the cosine schedule': { noise: { schedule: 'cosine', amount: 0.5, seed: 3 } },
      quantisation: { bits: 4 },
      'everything but bits': { mix: { amount: 0.6, mode: 'spherical' }, paste, channels: reversed, pokes, noise },
    };
  };

  const shapes = [
    [1, 4, 5, 7],
    [1, 12, 13, 9],
    [1, 32, 33, 31],
    [1, 4, 71, 67],
  ];
  const cases = shapes.flatMap((dims) =>
    Object.entries(edits(dims[1] as number)).map(([name, each]) => [name, dims, each] as const),
  );

  it.each(cases)('%s of %j is that of the reference', async (_, dims, each) => {
    const [latent, second] = [latentOf(dims, 1), latentOf(dims, 2)];
    const reference = editLatent(latent, each, second);
    expect(relativeDistance(await edit('usual', latent, each, second), reference)).toBeLessThan(TOLERANCE);
    const changes = Object.keys(each).length > 0 && each.paste?.toX !== 1000;
    if (changes) expect(relativeDistance(latent.data, reference)).toBeGreaterThan(0.01);
  });

  it('spreads over two dimensions of the grid', async () => {
    const dims = [1, 12, 40, 37];
    const [latent, second] = [latentOf(dims, 1), latentOf(dims, 2)];
    for (const each of Object.values(edits(12))) {
      expect(
        relativeDistance(await edit('small', latent, each, second), editLatent(latent, each, second)),
      ).toBeLessThan(TOLERANCE);
    }
  });

  it('quantises what the other edits made', async () => {
    for (const dims of shapes) {
      const [latent, second] = [latentOf(dims, 1), latentOf(dims, 2)];
      const others = edits(dims[1] as number)['everything but bits'] as LatentEdits;
      // Values halfway between two levels may go either way when they differ in their last bit, so the shader's own are quantised.
      const data = Float32Array.from(await edit('usual', latent, others, second));
      const ours = await edit('usual', latent, { ...others, bits: 3 }, second);
      expect(relativeDistance(ours, quantise({ dims, data }, 3).latent)).toBeLessThan(1e-6);
    }
  });

  it.each(LATENT_BITS)('gives the codes of the reference with %i bits', async (bits) => {
    for (const dims of shapes) {
      const latent = latentOf(dims, 3);
      const { latent: reference, codes } = quantise(latent, bits);
      const ours = await edit('usual', latent, { bits });
      expect(relativeDistance(ours, reference)).toBeLessThan(1e-6);
      expect(new Set(codes).size).toBeGreaterThan(Math.min(2 ** bits, 100) / 2);
    }
  });

  it('leaves equal channels and values that are not finite as they are', async () => {
    const data = Float32Array.of(0.3, 0.3, 0.3, 0.3, 0.3, NaN, 0, 1.2, 3, Infinity);
    expect([...(await edit('usual', { dims: [1, 2, 1, 5], data }, { bits: 2 }))]).toEqual([
      ...data.slice(0, 5),
      NaN,
      0,
      1,
      3,
      Infinity,
    ]);
  });

  it('does not mix or paste without a second latent', async () => {
    const latent = latentOf([1, 4, 5, 7], 1);
    const { mix, paste } = edits(4)['everything but bits'] as LatentEdits;
    expect(await edit('usual', latent, { mix, paste } as LatentEdits)).toEqual(latent.data);
  });

  it('turns through every angle as the reference does', async () => {
    const dims = [1, 4, 9, 11];
    const [first, other] = [latentOf(dims, 4), latentOf(dims, 5)];
    for (const share of [-0.9, -0.4, 0, 0.4, 0.9, 0.99, 1]) {
      const second = {
        dims,
        data: other.data.map((value, i) => (1 - Math.abs(share)) * value + share * (first.data[i] as number)),
      };
      for (const amount of [0.1, 0.5, 0.95]) {
        const mix = { amount, mode: 'spherical' } as const;
        const reference = editLatent(first, { mix }, second);
        expect(
          relativeDistance(await edit('usual', first, { mix }, second), reference),
          `${share}, ${amount}`,
        ).toBeLessThan(TOLERANCE);
      }
    }
    expect(mixFactors(first.data, first.data, { amount: 0.5, mode: 'spherical' })).toEqual([0.5, 0.5]);
  });

  it('keeps its buffers for the next latent, and none when it is released', () =>
    withGpu(test, async (resources) => {
      const latent = latentOf([1, 4, 5, 7], 1);
      const [view, edited] = [uploadTensor(resources, latent), uploadTensor(resources, latent)];
      const { liveBytes, readbacks } = test.meter;
      const counts: number[] = [];
      for (let i = 0; i < 3; i++) {
        await submit((encoder) =>
          sets.usual.latentEdit(encoder, view, edited, edits(4)['everything but bits'] as LatentEdits, view),
        );
        counts.push(test.meter.liveBytes - liveBytes);
      }
      sets.usual.release();
      expect(counts[0]).toBeGreaterThan(0);
      expect(new Set(counts).size).toBe(1);
      expect(test.meter.liveBytes).toBe(liveBytes);
      expect(test.meter.readbacks).toBe(readbacks);
    }));

  it('refuses latents of different shapes', () =>
    withGpu(test, async (resources) => {
      const [small, large] = [
        [1, 4, 5, 7],
        [1, 4, 7, 5],
      ].map((dims) => resources.tensor('test.latent', dims)) as [TensorView, TensorView];
      const encoder = test.device.createCommandEncoder();
      expect(() => sets.usual.latentEdit(encoder, small, large, {})).toThrow(
        'edited latent is [1,4,7,5], expected [1,4,5,7]',
      );
      expect(() => sets.usual.latentEdit(encoder, small, small, {}, large)).toThrow('second latent');
    }));
});

describe.each(['usual', 'small'] as const)('edits of bands with the %s grid', (grid) => {
  const [width, height] = [104, 40];
  const own = haarForward(formulaPicture('pattern', width, height));
  const second = haarForward(formulaPicture('ramp', width, height));
  const edits: BandEdits = {
    '1.A.R': { ...NO_EDIT, swap: true },
    '1.D.B': { gain: -3, threshold: 0.05, mute: false, swap: true },
    '2.H.G': { gain: 2, threshold: 0, mute: true, swap: true },
    '3.V.B': { ...NO_EDIT, gain: 0.5 },
    '3.D.B': { ...NO_EDIT, swap: true },
  };
  const upload = (resources: GpuResources, bands: Pyramid): BandViews =>
    bands.map((band) => uploadTensor(resources, band)) as unknown as BandViews;

  async function distance(
    resources: GpuResources,
    views: readonly TensorView[],
    reference: readonly TensorData[],
  ): Promise<number> {
    const each = await Promise.all(
      views.map(async (view, i) => largestDifference(await resources.read(view), reference[i]?.data ?? [])),
    );
    return Math.max(...each);
  }

  it('takes swapped bands from the second picture', () =>
    withGpu(test, async (resources) => {
      const [raw, other, edited] = [upload(resources, own), upload(resources, second), upload(resources, second)];
      await submit((encoder) => sets[grid].bandEdit(encoder, raw, edited, edits, other));
      expect(await distance(resources, edited, editBands(own, edits, second))).toBeLessThan(1e-6);
      expect((await distance(resources, raw, own)) + (await distance(resources, other, second))).toBe(0);
      await submit((encoder) => sets[grid].bandEdit(encoder, raw, edited, edits));
      expect(await distance(resources, edited, editBands(own, edits))).toBeLessThan(1e-6);
    }));

  it('takes all bands from the second picture', () =>
    withGpu(test, async (resources) => {
      const [raw, other, edited] = [upload(resources, own), upload(resources, second), upload(resources, own)];
      const all = Object.fromEntries(
        [1, 2, 3].flatMap((level) =>
          [...'AHVD'].flatMap((orientation) =>
            [...'RGB'].map((colour) => [`${level}.${orientation}.${colour}`, { ...NO_EDIT, swap: true }]),
          ),
        ),
      );
      await submit((encoder) => sets[grid].bandEdit(encoder, raw, edited, all, other));
      expect(await distance(resources, edited, second)).toBe(0);
    }));

  it('edits the picture and transforms it again', () =>
    withGpu(test, async (resources) => {
      const [raw, other, edited] = [upload(resources, own), upload(resources, second), upload(resources, second)];
      const picture = resources.tensor('test.picture', [1, 3, height, width]);
      const reference = editPicture(own, edits, second);
      await submit((encoder) => sets[grid].pictureEdit(encoder, raw, picture, edited, edits, other));
      expect(await distance(resources, [picture, ...edited], [reference.picture, ...reference.bands])).toBeLessThan(
        2e-6,
      );
      expect(largestDifference(reference.bands[1].data, editBands(own, edits, second)[1].data)).toBeGreaterThan(0.1);
    }));
});
