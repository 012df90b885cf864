import { number } from './format';
import type { PlotAxis } from './plot';

/** What charts of quality can have on their vertical axis. */
export const QUALITY_MEASURES = [
  { id: 'psnr', text: 'PSNR' },
  { id: 'ssim', text: 'SSIM' },
] as const;

export type QualityMeasure = (typeof QUALITY_MEASURES)[number]['id'];

/** The name of such an axis, and its ticks. */
export function qualityAxis(measure: QualityMeasure): Pick<PlotAxis, 'name' | 'text'> {
  return measure === 'psnr'
    ? { name: 'PSNR, dB', text: (tick) => number(tick, 0) }
    : { name: 'SSIM', text: (tick) => number(tick, 2) };
}
