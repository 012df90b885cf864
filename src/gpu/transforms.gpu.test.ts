import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editBands, type BandEdits } from '../core/settings/edits';
import { haarForward, haarInverse, pyramidInverse, type Pyramid } from '../core/math/haar';
import { errorPicture } from '../core/metrics/metrics';
import { noise } from '../core/math/noise';
import { crop } from '../core/math/planar';
import type { Affine as Map } from '../core/math/affine';
import { toNetworkLatent } from '../core/model/contract';
import { posterior, splitMoments } from '../core/math/posterior';
import type { TensorData } from '../core/tensor';
import { countNonFinite } from '../core/metrics/stats';
import { largestDifference, readGoldenJson, scatter } from '../core/test-goldens';
import type { BandViews } from './haar-forward';
import { splitMomentViews } from './posterior';
import { GpuResources, type TensorView } from './resources';
import { openTestGpu, withGpu, withSmallGrid, type TestGpu } from './test-device';
import { uploadTensor } from './test-tensors';
import { GpuTransforms } from './transforms';

const NOISE_TOLERANCE = 1e-4;

let test: TestGpu;
/** One set with the grid of the adapter, one whose grid is so small that work spreads over two dimensions. */
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

function scatteredPyramid(width: number, height: number): Pyramid {
  return [1, 2, 3].map((level): TensorData => {
    const dims = [1, 12, height >> level, width >> level];
    return { dims, data: scatter((12 * width * height) >> (2 * level), level) };
  }) as unknown as Pyramid;
}

const uploadBands = (resources: GpuResources, pyramid: Pyramid): BandViews =>
  pyramid.map((band) => uploadTensor(resources, band)) as unknown as BandViews;

describe.each(['usual', 'small'] as const)('with the %s grid', (grid) => {
  it.each([
    [8, 8],
    [104, 40],
  ])('edits all bands of %i x %i', (width, height) =>
    withGpu(test, async (resources) => {
      const pyramid = scatteredPyramid(width, height);
      const edits: BandEdits = {
        '1.A.R': { gain: 1, threshold: 0.25, mute: false, swap: false },
        '1.D.B': { gain: -3, threshold: 0, mute: false, swap: false },
        '2.H.G': { gain: 2, threshold: 1, mute: true, swap: false },
        '3.A.R': { gain: 0.5, threshold: 0.1, mute: false, swap: false },
        '3.D.B': { gain: 8, threshold: 0, mute: false, swap: false },
      };
      const [raw, edited] = [uploadBands(resources, pyramid), uploadBands(resources, scatteredPyramid(width, height))];
      await submit((encoder) => sets[grid].bandEdit(encoder, raw, edited, edits));
      const reference = editBands(pyramid, edits);
      for (const [index, view] of edited.entries()) {
        expect(largestDifference(await resources.read(view), reference[index]?.data ?? [])).toBeLessThan(1e-6);
        expect(largestDifference(await resources.read(raw[index] as TensorView), pyramid[index]?.data ?? [])).toBe(0);
      }
    }),
  );

  it('samples the posterior, and gives the mean unchanged', () =>
    withGpu(test, async (resources) => {
      // 5 * 3 * 7 values put the log-variance at a place that bindings cannot start at.
      const moments = { dims: [1, 10, 13, 17], data: scatter(2210).map((value) => 4 * value) };
      const { mean, logvar } = splitMoments(moments, 5);
      const views = splitMomentViews(uploadTensor(resources, moments), 5);
      const latent = resources.tensor('test.latent', mean.dims);
      const settings = { posterior: 'sample', temperature: 0.7, seed: 0xdeadbeef } as const;
      await submit((encoder) => sets[grid].posterior(encoder, views.mean, views.logvar, latent, settings));
      const reference = posterior(mean, logvar, settings);
      expect(largestDifference(await resources.read(latent), reference.data)).toBeLessThan(NOISE_TOLERANCE);
      expect(largestDifference(reference.data, mean.data)).toBeGreaterThan(0.5);
      const still = { ...settings, posterior: 'mean' } as const;
      await submit((encoder) => sets[grid].posterior(encoder, views.mean, views.logvar, latent, still));
      expect(largestDifference(await resources.read(latent), mean.data)).toBe(0);
    }));

  // More channels than the parameters of two dispatches hold.
  it('gives each channel its own units, and takes them away again', () =>
    withGpu(test, async (resources) => {
      const mean = { dims: [1, 37, 5, 7], data: scatter(37 * 35) };
      const logvar = { dims: mean.dims, data: scatter(37 * 35) };
      const units = {
        scale: Array.from({ length: 37 }, (_, channel) => 0.5 + channel / 8),
        shift: Array.from({ length: 37 }, (_, channel) => channel / 4 - 3),
      };
      const [from, spread] = [uploadTensor(resources, mean), uploadTensor(resources, logvar)];
      const latent = resources.tensor('test.latent', mean.dims);
      const settings = { posterior: 'sample', temperature: 1, seed: 5 } as const;
      await submit((encoder) => sets[grid].posterior(encoder, from, spread, latent, settings, units));
      const reference = posterior(mean, logvar, settings, units);
      expect(largestDifference(await resources.read(latent), reference.data)).toBeLessThan(10 * NOISE_TOLERANCE);
      const still = { ...settings, posterior: 'mean' } as const;
      await submit((encoder) => {
        sets[grid].posterior(encoder, from, spread, latent, still, units);
        sets[grid].affine(
          encoder,
          latent,
          toNetworkLatent({ latent: { ...units, mean: [], std: [], pca: [] } }) as Map,
        );
      });
      expect(largestDifference(await resources.read(latent), mean.data)).toBeLessThan(1e-5);
    }));
});

interface NoiseGolden {
  readonly index: number[];
  readonly cases: { seed: number; z: number[] }[];
}

it('makes the noise of the goldens', () =>
  withGpu(test, async (resources) => {
    const golden = readGoldenJson<NoiseGolden>('noise.json');
    const count = 65536;
    const zeros = uploadTensor(resources, { dims: [1, 1, 256, 256], data: new Float32Array(count) });
    const latent = resources.tensor('test.latent', zeros.dims);
    for (const { seed, z } of golden.cases) {
      const settings = { posterior: 'sample', temperature: 1, seed } as const;
      await submit((encoder) => sets.usual.posterior(encoder, zeros, zeros, latent, settings));
      const values = await resources.read(latent);
      const known = golden.index
        .map((index, i) => [values[index], z[i]] as const)
        .filter(([ours]) => ours !== undefined);
      expect(known.length).toBeGreaterThan(60);
      expect(
        largestDifference(
          known.map(([ours]) => ours as number),
          known.map(([, theirs]) => theirs as number),
        ),
      ).toBeLessThan(NOISE_TOLERANCE);
      expect(
        largestDifference(
          values,
          Array.from(values, (_, i) => noise(seed, i)),
        ),
      ).toBeLessThan(NOISE_TOLERANCE);
    }
  }));

it('inverts an edited pyramid as the reference does, and clamps', () =>
  withGpu(test, async (resources) => {
    const pyramid = scatteredPyramid(48, 24);
    const bands = uploadBands(resources, pyramid);
    const picture = resources.tensor('test.picture', [1, 3, 21, 43]);
    await submit((encoder) => sets.usual.pyramidInverse(encoder, bands, picture));
    const values = await resources.read(picture);
    expect(largestDifference(values, pyramidInverse(pyramid, 43, 21).data)).toBeLessThan(1e-6);
    expect([Math.min(...values), Math.max(...values)]).toEqual([-1, 1]);
  }));

it('lets values that are not finite through, for the measures to see', () =>
  withGpu(test, async (resources) => {
    const coefficients = { dims: [1, 12, 4, 4], data: new Float32Array(192).fill(0.1) };
    coefficients.data.set([NaN, Infinity]);
    const picture = resources.tensor('test.picture', [1, 3, 8, 8]);
    await submit((encoder) => sets.usual.haarInverse(encoder, uploadTensor(resources, coefficients), picture));
    const [ours, reference] = [await resources.read(picture), haarInverse(coefficients, 8, 8).data];
    expect([countNonFinite(ours), countNonFinite(reference)]).toEqual([8, 8]);
  }));

it('crops and clamps the output of pixel decoders', () =>
  withGpu(test, async (resources) => {
    const image = { dims: [1, 3, 16, 24], data: scatter(1152).map((value) => 1.5 * value) };
    const picture = resources.tensor('test.picture', [1, 3, 11, 19]);
    const view = uploadTensor(resources, image);
    await submit((encoder) => sets.usual.cropPicture(encoder, view, picture));
    const reference = crop(image, 19, 11).data.map((value) => Math.min(1, Math.max(-1, value)));
    expect(largestDifference(await resources.read(picture), reference)).toBe(0);
  }));

it('subtracts, with zeros beyond the pictures', () =>
  withGpu(test, async (resources) => {
    const [input, reconstruction] = [1, 2].map((salt) => ({ dims: [1, 3, 5, 9], data: scatter(135, salt) })) as [
      TensorData,
      TensorData,
    ];
    const views = [input, reconstruction].map((tensor) => uploadTensor(resources, tensor)) as [TensorView, TensorView];
    for (const [width, height] of [
      [9, 5],
      [16, 8],
    ] as const) {
      const error = resources.tensor('test.error', [1, 3, height, width]);
      await submit((encoder) => sets.usual.difference(encoder, ...views, error));
      const reference = errorPicture(input, reconstruction, width, height);
      expect(largestDifference(await resources.read(error), reference.data)).toBe(0);
    }
  }));

it('keeps the parameters of passes apart that are recorded into one encoder', () =>
  withGpu(test, async (resources) => {
    const images = [
      [8, 16],
      [24, 8],
    ].map(([width, height], salt) => ({
      dims: [1, 3, height as number, width as number],
      data: scatter(3 * (width as number) * (height as number), salt),
    }));
    const bands = images.map(
      ({ dims }) =>
        [1, 2, 3].map((level) =>
          resources.tensor('test.bands', [1, 12, (dims[2] as number) >> level, (dims[3] as number) >> level]),
        ) as unknown as BandViews,
    );
    const views = images.map((image) => uploadTensor(resources, image));
    await submit((encoder) => {
      views.forEach((view, i) => sets.usual.haarForward(encoder, view, bands[i] as BandViews));
    });
    for (const [i, image] of images.entries()) {
      const reference = haarForward(image);
      for (const [index, view] of (bands[i] as BandViews).entries()) {
        expect(largestDifference(await resources.read(view), reference[index]?.data ?? [])).toBeLessThan(1e-6);
      }
    }
  }));

it('refuses tensors of the wrong shape', () =>
  withGpu(test, async (resources) => {
    const bands = uploadBands(resources, scatteredPyramid(16, 16));
    const image = resources.tensor('test.image', [1, 3, 16, 24]);
    const encoder = test.device.createCommandEncoder();
    expect(() => sets.usual.haarForward(encoder, image, bands)).toThrow('bands1 is [1,12,8,8], expected [1,12,8,12]');
    expect(() => sets.usual.haarInverse(encoder, bands[0], image)).toThrow('larger than its source');
  }));
