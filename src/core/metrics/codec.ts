/** JPEG and WebP as the browser writes them: what the latent's rates are compared with. */

export const CODEC_FORMATS = ['jpeg', 'webp'] as const;
export type CodecFormat = (typeof CODEC_FORMATS)[number];

export const CODEC_NAMES: Readonly<Record<CodecFormat, string>> = { jpeg: 'JPEG', webp: 'WebP' };

/** The last quality with loss: Chromium writes WebP without any at 100. */
export const MAX_QUALITY: Readonly<Record<CodecFormat, number>> = { jpeg: 100, webp: 99 };

/** A file of the shown picture: its quality, a whole number from 0, is the browser's own scale. */
export interface CodecChoice {
  readonly format: CodecFormat;
  readonly quality: number;
}

/** What the viewer shows: one quality, or the file that has as many bits as the latent. */
export interface CodecLook {
  readonly format: CodecFormat;
  readonly quality: number | 'equal';
}

/** The quality is the one whose rate is nearest to this many bits a pixel. */
export interface CodecAsk {
  readonly format: CodecFormat;
  readonly bitsPerPixel: number;
}

/** A file and how near its picture is; the measures are those of RunSummary. */
export interface CodecPoint extends CodecChoice {
  /** Size of the whole file, container included. */
  readonly bytes: number;
  /** 8 * bytes over the pixels. */
  readonly bitsPerPixel: number;
  readonly psnr: number | null;
  readonly identical: boolean;
  readonly ssim: number | null;
}

/** Such as 'JPEG quality 62, 0.41 bits/px, 31.2 dB'. */
export function codecLabel({
  format,
  quality,
  bitsPerPixel,
  psnr,
}: Omit<CodecPoint, 'ssim' | 'bytes' | 'identical'>): string {
  const near = psnr === null ? 'identical' : `${psnr.toFixed(1)} dB`;
  return `${CODEC_NAMES[format]} quality ${quality}, ${bitsPerPixel.toFixed(2)} bits/px, ${near}`;
}

/**
 * The quality from 0 to `max` whose rate is nearest to the target, as a ratio, by bisection: rates grow with quality.
 * A target out of reach gives the nearest end. Rates and target in the same unit, over 0.
 */
export async function qualityFor(
  target: number,
  max: number,
  rateOf: (quality: number) => Promise<number>,
): Promise<number> {
  let [below, above] = [0, max];
  if ((await rateOf(below)) >= target) return below;
  if ((await rateOf(above)) <= target) return above;
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if ((await rateOf(middle)) <= target) below = middle;
    else above = middle;
  }
  const miss = async (quality: number): Promise<number> => Math.abs(Math.log((await rateOf(quality)) / target));
  return (await miss(below)) <= (await miss(above)) ? below : above;
}

/** Rates nearer to each other than this ratio are one point of a curve. */
const APART = 1.08;

/** Chooses at most `count` rates over 0 that are apart from each other; earlier ones win. The result is sorted, lowest first. */
export function distinctRates(rates: readonly number[], count: number): number[] {
  const kept: number[] = [];
  for (const rate of rates) {
    const isNew = kept.every((other) => Math.max(rate / other, other / rate) > APART);
    if (rate > 0 && isNew && kept.length < count) kept.push(rate);
  }
  return kept.sort((a, b) => a - b);
}
