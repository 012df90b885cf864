import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RowScaler } from '../core/math/scale';
import { largestDifference } from '../core/test-goldens';
import { rgbOf, scaleCases, type ScaleCase } from '../core/math/test-scale-goldens';
import { Scale } from './scale';
import { openTestGpu, withGpu, type TestGpu } from './test-device';

let test: TestGpu;
beforeAll(async () => {
  test = await openTestGpu();
});
afterAll(() => test.device.destroy());

function scaled(scale: Scale, { pixels, from, to }: ScaleCase): Promise<Uint8ClampedArray> {
  return scale.scale(from, to, (texture) => {
    test.device.queue.writeTexture({ texture }, pixels, { bytesPerRow: 4 * from.width }, [from.width, from.height]);
  });
}

describe('Scale', () => {
  it('is within a level of Pillow and of TypeScript, and leaves nothing behind', () =>
    withGpu(test, async () => {
      const scale = await Scale.create(test.device);
      try {
        for (const each of scaleCases) {
          const pixels = await scaled(scale, each);
          expect(largestDifference(rgbOf(pixels), each.golden), each.name).toBeLessThanOrEqual(1);
          const scaler = new RowScaler(each.from, each.to, '#000000');
          scaler.add(each.pixels);
          expect(largestDifference(pixels, scaler.pixels), each.name).toBeLessThanOrEqual(1);
        }
      } finally {
        scale.destroy();
      }
    }));

  it('keeps pictures apart that are asked for at once', () =>
    withGpu(test, async () => {
      const scale = await Scale.create(test.device);
      try {
        const [one, other] = [scaleCases[0], scaleCases[2]] as [ScaleCase, ScaleCase];
        const results = await Promise.all([scaled(scale, one), scaled(scale, other), scaled(scale, one)]);
        expect(results[0]).toEqual(results[2]);
        expect(largestDifference(rgbOf(results[1] ?? []), other.golden)).toBeLessThanOrEqual(1);
      } finally {
        scale.destroy();
      }
    }));
});
