import { CODEC_FORMATS, CODEC_NAMES, codecLabel, type CodecLook } from '../../core/metrics/codec';
import type { Depth, RateResult } from './state/rate';
import { decibels, number } from '../../ui/kit/format';

/** What choosing a point shows. */
export type Choice = { readonly kind: 'depth'; readonly depth: Depth } | ({ readonly kind: 'codec' } & CodecLook);

export interface CurvePoint {
  readonly choice: Choice;
  /** Such as '6 bits' or 'quality 62'. */
  readonly name: string;
  /** The whole point in words. */
  readonly label: string;
  /** Bits a pixel. */
  readonly rate: number;
  /** dB; null where it is identical. */
  readonly psnr: number | null;
  readonly ssim: number | null;
}

export interface RateCurve {
  readonly id: 'latent' | 'fixed' | 'jpeg' | 'webp';
  readonly name: string;
  /** Lowest rate first. */
  readonly points: readonly CurvePoint[];
}

export function depthName(depth: Depth): string {
  return depth === 32 ? 'float32' : `${depth} bits`;
}

/** The four curves of the chart; those without a point are there, too. */
export function curvesOf({ model, steps, codecs }: RateResult): RateCurve[] {
  const ofSteps = (id: 'latent' | 'fixed', name: string): RateCurve => ({
    id,
    name,
    points: steps
      .flatMap(({ depth, estimated, fixed, psnr, ssim }) => {
        const rate = id === 'latent' ? estimated : fixed;
        if (!rate) return [];
        const kind = id === 'latent' ? 'estimated' : 'fixed rate';
        const label = `${model} ${depthName(depth)}, ${number(rate, 2)} bits/px ${kind}, ${decibels(psnr)}`;
        return [{ choice: { kind: 'depth', depth } as const, name: depthName(depth), label, rate, psnr, ssim }];
      })
      .sort((a, b) => a.rate - b.rate),
  });
  return [
    ofSteps('latent', `${model}, estimated`),
    ofSteps('fixed', `${model}, fixed rate`),
    ...CODEC_FORMATS.map((format): RateCurve => ({
      id: format,
      name: CODEC_NAMES[format],
      points: codecs[format].map((point) => ({
        choice: { kind: 'codec', format, quality: point.quality },
        name: `quality ${point.quality}`,
        label: codecLabel(point),
        rate: point.bitsPerPixel,
        psnr: point.psnr,
        ssim: point.ssim,
      })),
    })),
  ];
}

export function isSame(a: Choice, b: Choice | null): boolean {
  return b !== null && JSON.stringify(a) === JSON.stringify(b);
}
