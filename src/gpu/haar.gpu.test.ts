import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { geometryOf } from '../core/math/geometry';
import { haarForward } from '../core/math/haar';
import { crop } from '../core/math/planar';
import {
  distanceToGolden,
  formulaPixels,
  haarCases,
  largestDifference,
  paddedPicture,
  type HaarCase,
} from '../core/test-goldens';
import type { BandViews } from './haar-forward';
import { GpuResources, type TensorView } from './resources';
import { openTestGpu, withGpu, type TestGpu } from './test-device';
import { GpuTransforms } from './transforms';

const COEFFICIENT_TOLERANCE = 1e-5;
const ROUND_TRIP_TOLERANCE = 1e-6;

let test: TestGpu;
let transforms: GpuTransforms;
beforeAll(async () => {
  test = await openTestGpu();
  transforms = await GpuTransforms.create(test.device, new GpuResources(test.device));
});
afterAll(() => test.device.destroy());

/** Pixels to padded image to bands to pictures, all read back. */
async function runCase(resources: GpuResources, haarCase: HaarCase): Promise<Record<string, Float32Array>> {
  const { width, height, formula } = haarCase;
  const { paddedWidth, paddedHeight } = geometryOf(width, height);
  const pixels = resources.storage('test.pixels', 4 * width * height);
  resources.upload(pixels, formulaPixels(formula, width, height));
  const picture = (label: string): TensorView => resources.tensor(`test.${label}`, [1, 3, height, width]);
  const views = {
    padded: resources.tensor('test.padded', [1, 3, paddedHeight, paddedWidth]),
    input: picture('input'),
    fromOne: picture('fromOne'),
    fromAll: picture('fromAll'),
  };
  const bands = [1, 2, 3].map((level) =>
    resources.tensor(`test.bands${level}`, [1, 12, paddedHeight >> level, paddedWidth >> level]),
  ) as unknown as BandViews;
  const encoder = test.device.createCommandEncoder();
  transforms.planar(encoder, { pixels, width, height }, views.padded);
  transforms.planar(encoder, { pixels, width, height }, views.input);
  transforms.haarForward(encoder, views.padded, bands);
  transforms.haarInverse(encoder, bands[0], views.fromOne);
  transforms.pyramidInverse(encoder, bands, views.fromAll);
  test.device.queue.submit([encoder.finish()]);
  const entries = [...Object.entries(views), ...bands.map((band, i) => [`bands${i + 1}`, band] as const)];
  const read: Record<string, Float32Array> = {};
  for (const [name, view] of entries) read[name] = await resources.read(view);
  return read;
}

describe.each(haarCases)('shaders on $name', (haarCase) => {
  it('make the planar image, the coefficients of PyWavelets, and the picture again', () =>
    withGpu(test, async (resources) => {
      const read = await runCase(resources, haarCase);
      const padded = paddedPicture(haarCase);
      const input = crop(padded, haarCase.width, haarCase.height);
      expect(largestDifference(read['padded'] as Float32Array, padded.data)).toBeLessThan(ROUND_TRIP_TOLERANCE);
      expect(largestDifference(read['input'] as Float32Array, input.data)).toBeLessThan(ROUND_TRIP_TOLERANCE);
      const reference = haarForward(padded);
      const bands = reference.map(({ dims }, index) => ({ dims, data: read[`bands${index + 1}`] as Float32Array }));
      expect(distanceToGolden(haarCase, bands)).toBeLessThan(COEFFICIENT_TOLERANCE);
      bands.forEach((band, index) => {
        expect(largestDifference(band.data, reference[index]?.data ?? [])).toBeLessThan(COEFFICIENT_TOLERANCE);
      });
      expect(largestDifference(read['fromOne'] as Float32Array, input.data)).toBeLessThan(ROUND_TRIP_TOLERANCE);
      expect(largestDifference(read['fromAll'] as Float32Array, input.data)).toBeLessThan(ROUND_TRIP_TOLERANCE);
    }));
});
