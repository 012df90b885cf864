import { afterAll, beforeAll, expect, it } from 'vitest';
import { PALETTES } from '../core/view/palette-names';
import { geometryOf } from '../core/math/geometry';
import { haarForward } from '../core/math/haar';
import { errorPicture } from '../core/metrics/metrics';
import type { TensorData } from '../core/tensor';
import { renderPlan } from '../core/view/render-plan';
import { channelStats } from '../core/metrics/stats';
import { formulaPicture, largestDifference, paddedPicture, scatter } from '../core/test-goldens';
import { composeView } from '../core/view/view-plan';
import type { ViewContext } from '../core/view/view-item';
import type { Draw, ViewPlan, DrawnRequest } from '../core/view/view';
import { openTestGpu, withGpu, type TestGpu } from './test-device';
import { uploadTensor } from './test-tensors';
import { ViewRenderer } from './view-renderer';

const CHANNELS = 5;
const geometry = geometryOf(45, 27);

/** Tensors of a picture whose size is no multiple of anything. */
function makeTensors(): Record<Draw['tensor'], TensorData> {
  const { width, height, paddedWidth, paddedHeight } = geometry;
  const input = formulaPicture('ramp', width, height);
  const reconstruction = formulaPicture('perturbed', width, height);
  const [bands1, bands2, bands3] = haarForward(
    paddedPicture({ name: '', energy: 0, formula: 'pattern', width, height }),
  ) as [TensorData, TensorData, TensorData];
  const latentDims = [1, CHANNELS, paddedHeight / 8, paddedWidth / 8];
  const count = (CHANNELS * paddedHeight * paddedWidth) / 64;
  const latent = (salt: number): TensorData => ({ dims: latentDims, data: scatter(count, salt) });
  return {
    input,
    reconstruction,
    bands1,
    bands2,
    bands3,
    'bands1.raw': bands1,
    'bands2.raw': bands2,
    'bands3.raw': bands3,
    mean: latent(1),
    logvar: latent(2),
    'latent.raw': latent(3),
    latent: latent(3),
    coefficients: bands1,
    error: errorPicture(input, reconstruction, width, height),
    difference: errorPicture(reconstruction, input, width, height),
    'ssim-map': { dims: [1, 1, height, width], data: scatter(width * height, 4) },
    'sample-spread': { dims: [1, 1, height, width], data: scatter(width * height, 6).map(Math.abs) },
    'flip-map': { dims: [1, 1, height, width], data: scatter(width * height, 5).map(Math.abs) },
    layer: latent(8),
    'st-lpips-map': { dims: [1, 1, height, width], data: scatter(width * height, 8).map(Math.abs) },
    kl: latent(6),
    'kl-map': { dims: [1, 1, ...latentDims.slice(2)], data: scatter(count / CHANNELS, 7).map(Math.abs) },
  };
}

const tensors = makeTensors();
const context: ViewContext = {
  geometry,
  latentChannels: CHANNELS,
  downscale: 8,
  latent: {
    mean: [0.1, 0, -0.2, 0, 0],
    std: [1, 0.5, 0.4, 0.3, 0.2],
    pca: [1, 2, 3].map((k) => [...scatter(CHANNELS, k)]),
    scale: 1,
    shift: 0,
  },
  stats: Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, channelStats(tensor)])),
};

let test: TestGpu;
beforeAll(async () => {
  test = await openTestGpu();
});
afterAll(() => test.device.destroy());

const look = { raw: false, scale: 'level', gain: 2 } as const;
const requests: DrawnRequest[] = [
  { kind: 'picture', tensor: 'input' },
  { kind: 'padded' },
  { kind: 'pyramid', colour: 'RGB', ...look },
  { kind: 'pyramid', colour: 'G', raw: true, scale: 'shared', gain: 1 },
  { kind: 'band-grid', level: 2, colour: 'B', ...look },
  { kind: 'band', level: 1, orientation: 'D', colour: 'RGB', ...look, scale: 'band' },
  { kind: 'latent-grid', tensor: 'latent', scale: 'shared', gain: 1 },
  { kind: 'latent-grid', tensor: 'sigma', scale: 'channel', gain: 1 },
  { kind: 'latent-channel', tensor: 'logvar', channel: 4, gain: 1 },
  { kind: 'latent-pca' },
  { kind: 'error', mode: 'signed', colour: 'RGB', gain: 1 },
  { kind: 'error', mode: 'absolute', colour: 'RGB', gain: 3 },
  { kind: 'error', mode: 'squared', colour: 'R', gain: 1 },
  { kind: 'metric-map', map: 'ssim', gain: 0.5 },
  { kind: 'metric-map', map: 'flip', gain: 2 },
  { kind: 'metric-map', map: 'st-lpips', gain: 2 },
  { kind: 'metric-map', map: 'kl', gain: 1 },
  ...PALETTES.signed.map(
    (palette) => ({ kind: 'band', level: 1, orientation: 'H', colour: 'R', palette, ...look }) as const,
  ),
  ...PALETTES.amount.map((palette) => ({ kind: 'error', mode: 'absolute', colour: 'G', gain: 1, palette }) as const),
  { kind: 'pyramid', colour: 'RGB', ...look, floor: 0.03, clip: true },
  { kind: 'error', mode: 'absolute', colour: 'RGB', gain: 4, floor: 0.02, clip: true },
  { kind: 'latent-pca', clip: true },
  { kind: 'pyramid', colour: 'RGB', ...look, reduce: 2 },
  { kind: 'band-grid', level: 1, colour: 'B', ...look, reduce: 4 },
  { kind: 'latent-grid', tensor: 'sigma', scale: 'shared', gain: 1, reduce: 2 },
];

it('draws every kind of view as the CPU does', () =>
  withGpu(test, async (resources) => {
    const renderer = await ViewRenderer.create(test.device, resources);
    // Log-variance starts at a place that bindings cannot start at.
    const views = Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [
        name,
        uploadTensor(resources, tensor, name === 'logvar' ? 5 : 0),
      ]),
    );
    for (const request of requests) {
      const plan = composeView(request, context);
      const ours = await renderer.renderPixels(plan, (name) => views[name] as NonNullable<(typeof views)[string]>);
      const reference = renderPlan(plan, (name) => tensors[name] as TensorData);
      expect(largestDifference(ours, reference), JSON.stringify(request)).toBeLessThanOrEqual(1);
      expect(new Set(reference).size, `${request.kind} shows something`).toBeGreaterThan(20);
    }
    renderer.destroy();
  }));

it('refuses a view that is over the limit of textures', () =>
  withGpu(test, async (resources) => {
    const renderer = await ViewRenderer.create(test.device, resources);
    const plan: ViewPlan = { width: 1e6, height: 8, draws: [], legends: [] };
    await expect(
      renderer.renderPixels(plan, () => {
        throw new Error('not reached');
      }),
    ).rejects.toMatchObject({ code: 'too-large' });
    renderer.destroy();
  }));
