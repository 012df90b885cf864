import type { NoiseSchedule } from '../../core/settings/latent-settings';
import { decibels, number } from '../../ui/kit/format';
import type { QualityMeasure } from '../../ui/kit/quality-measures';
import type { NoisePair, NoisePoint, NoiseSeries } from './state/noise';

export const SCHEDULES = [
  { id: 'added', text: 'Added' },
  { id: 'flow', text: 'Flow' },
  { id: 'cosine', text: 'Cosine' },
  { id: 'linear', text: 'Linear' },
] as const;

export const FORMULAS: Readonly<Record<NoiseSchedule, string>> = {
  added: 'z + amount × std × e, with each channel’s standard deviation over the cells of this picture',
  flow: '(1 − t) z + t e, the rectified flow',
  cosine: '√a z + √(1 − a) e with the cosine schedule of DDPM: a is 1 at t = 0 and 0 at t = 1',
  linear: '√a z + √(1 − a) e with the linear schedule of DDPM over 1000 steps',
};

export const AXIS_NAMES: Readonly<Record<NoiseSchedule, string>> = {
  added: 'Noise, standard deviations of each channel',
  flow: 'Time t: 0 is the latent, 1 is noise',
  cosine: 'Time t: 0 is the latent, 1 is noise',
  linear: 'Time t: 0 is the latent, 1 is noise',
};

/** Such as '0.50 std' or 't = 0.30'. */
export function amountText(schedule: NoiseSchedule, amount: number): string {
  return schedule === 'added' ? `${number(amount, 2)} std` : `t = ${number(amount, 2)}`;
}

export function measureText(point: NoisePoint, measure: QualityMeasure): string {
  return measure === 'psnr' ? decibels(point.psnr) : `SSIM ${number(point.ssim ?? NaN, 3)}`;
}

/** The whole chart in a sentence. */
export function sentenceOf(schedule: NoiseSchedule, { now, other }: NoisePair, measure: QualityMeasure): string {
  const of = ({ title, points }: NoiseSeries): string => {
    const [first, last] = [points[0], points.at(-1)];
    if (!first || !last) return title;
    return `${title} ${measureText(first, measure)} without noise, ${measureText(last, measure)} at ${amountText(schedule, last.amount)}`;
  };
  return `${measure === 'psnr' ? 'PSNR' : 'SSIM'} against noise: ${[now, other].flatMap((each) => (each ? [of(each)] : [])).join('; ')}.`;
}

/** Where PSNR has fallen by 3 dB, between the measured points; null where it has not. */
export function halfway({ points }: NoiseSeries): number | null {
  const first = points[0]?.psnr;
  if (first === undefined || first === null) return null;
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    if (!before || before.psnr === null || point.psnr === null || point.psnr > first - 3) continue;
    const share = (before.psnr - (first - 3)) / (before.psnr - point.psnr);
    return before.amount + share * (point.amount - before.amount);
  }
  return null;
}

/** What the series says, in words; '' before it has fallen so far. */
export function verdict(schedule: NoiseSchedule, { now, other }: NoisePair): string {
  const of = (series: NoiseSeries): string | null => {
    const at = halfway(series);
    return at === null ? null : `${series.title} loses 3 dB at ${amountText(schedule, at)}`;
  };
  const parts = [of(now), other && of(other)].filter(Boolean);
  return parts.length > 0 ? `${parts.join('; ')}, between the measured points.` : '';
}
