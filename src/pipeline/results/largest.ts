import { bitmapOf } from '../../core/bitmap-of';
import { haarForward, pyramidInverse } from '../../core/math/haar';
import { keepLargest, rankedInSteps, thresholdOf, type LargestPoint, type Ranks } from '../../core/math/largest';
import { planarToRgba, rgbaToPlanar } from '../../core/math/planar';
import { differenceSums, qualityFromSums } from '../../core/metrics/metrics';
import type { RenderedView } from '../../core/protocol';
import type { TensorData } from '../../core/tensor';
import { hearMessages } from '../lab/run';
import { inSteps } from '../lab/stages';
import type { YieldTurn } from '../lab/turns';
import { withPixels, type Picture } from '../picture/pictures';

interface Made {
  /** [1,3,h,w] */
  readonly picture: TensorData;
  readonly point: LargestPoint;
}

/**
 * The open picture made of its largest Haar coefficients alone. The CPU does it on both backends: it is asked for now and then,
 * and no shader sorts. Only the ranks are kept, since bands are as large as the picture.
 */
export class LargestCoefficients {
  readonly #known = new WeakMap<Uint8ClampedArray, Ranks>();

  /** @param count from 1; more than there are stand for all @throws LabError 'no-picture', and what yieldTurn throws */
  async measure(open: Picture, count: number, yieldTurn: YieldTurn): Promise<LargestPoint> {
    return (await this.#make(open, count, yieldTurn)).point;
  }

  /** @throws LabError 'no-picture' */
  async view(open: Picture, count: number, job: number): Promise<RenderedView> {
    const { picture, point } = await this.#make(open, count, () => undefined);
    const [, , height = 0, width = 0] = picture.dims;
    const bitmap = await bitmapOf(new ImageData(planarToRgba(picture), width, height));
    const label = `${point.count.toLocaleString('en')} of ${point.total.toLocaleString('en')} coefficients, ${point.psnr === null ? 'identical' : `${point.psnr.toFixed(1)} dB`}`;
    return { bitmap, legends: [{ label, map: 'rgb', low: -1, high: 1, rect: { x: 0, y: 0, width, height } }], job };
  }

  async #make(open: Picture, count: number, yieldTurn: YieldTurn): Promise<Made> {
    const { pixels, geometry } = withPixels(open);
    const { width, height } = geometry;
    // Before a step others are heard, and may take the turn.
    const giveWay = async (): Promise<void> => {
      await hearMessages();
      yieldTurn();
    };
    await giveWay();
    const pyramid = haarForward(rgbaToPlanar(pixels, geometry));
    const ranks = this.#known.get(pixels) ?? (await inSteps(rankedInSteps(pyramid), giveWay));
    this.#known.set(pixels, ranks);
    await giveWay();
    const kept = keepLargest(pyramid, thresholdOf(pyramid, ranks, Math.max(1, Math.round(count))));
    await giveWay();
    const picture = pyramidInverse(kept.pyramid, width, height);
    const input = rgbaToPlanar(pixels, { width, height, paddedWidth: width, paddedHeight: height });
    const { psnr } = qualityFromSums(differenceSums(input, picture), null);
    return { picture, point: { count: kept.count, total: ranks.total, psnr } };
  }
}
