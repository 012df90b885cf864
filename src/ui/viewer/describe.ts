import { cellOf } from '../../core/math/geometry';
import { NO_VARIANCE } from '../../core/model/contract';
import { counted } from '../../core/counted';
import type { RunSummary } from '../../core/protocol';
import type { SourceId } from '../../state/stages';
import type { PictureInfo } from '../../core/protocol';
import { isEdited } from '../../state/reference';
import { hasNoVariance } from '../../state/versions';
import { blockText, decibels, number, size } from '../kit/format';

/** A sentence for those who do not see a view: what it is, its numbers, and where all of them stand. */
export function describe(source: SourceId, info: PictureInfo | null, summary: RunSummary | null): string {
  if (!info) return 'No picture is open.';
  const shape = `${size(info.width, info.height)} pixels`;
  if (source === 'input') return `The picture ${info.name}, ${shape}.`;
  if (source === 'padded') return `The picture padded to ${size(info.paddedWidth, info.paddedHeight)} pixels.`;
  if (!summary) return 'Not computed yet.';
  const [, channels = 0, rows = 0, columns = 0] = summary.latentDims;
  switch (source) {
    case 'bands':
    case 'band':
      return 'Haar sub-bands: averages in colour, details in blue below and orange above zero. Drawer Band values has their numbers.';
    case 'latent':
    case 'channel':
      return `${counted(channels, 'latent channel')} of ${size(columns, rows)} values. Drawer Latent statistics has their numbers.`;
    case 'pca':
      return `Three directions of the latent as red, green and blue, ${size(columns, rows)} cells.`;
    case 'recon':
      return `The reconstruction, ${shape}, PSNR ${decibels(summary.psnr)}${isEdited(summary.settings) ? ', with edits' : ''}.`;
    case 'added':
      return `The picture of some of its bands, ${shape}. Drawer Add one band at a time has its PSNR.`;
    case 'ssim':
      return `1 − SSIM at each pixel, ${shape}. Drawer Error maps and region numbers has its mean.`;
    case 'flip':
      return `FLIP at each pixel: how visible the error is, ${shape}. Drawer Error maps and region numbers has its mean.`;
    case 'change':
      return `What the edits change: edited minus unedited reconstruction, ${shape}. Drawer Band matrix has its PSNR and SSIM.`;
    case 'compared':
      return `The reconstruction that the shown one is compared with, ${shape}. Drawer Compare settings or models has its numbers.`;
    case 'versus':
      return `Shown minus compared reconstruction, ${shape}. Drawer Compare settings or models has the numbers of both.`;
    case 'codec':
      return `The input through JPEG or WebP, ${shape}. Drawer Rate and distortion has its numbers.`;
    case 'poked':
      return `What the measured poke changes: poked minus unedited reconstruction, ${shape}. Drawer Probe has its footprint.`;
    case 'spread':
      return `How far each pixel spreads over samples of the posterior, ${shape}. Drawer Sample variance has its numbers.`;
    case 'kl':
      if (hasNoVariance(summary)) return NO_VARIANCE;
      return `KL of the posterior in nats per ${blockText(cellOf(summary))}, ${size(columns, rows)} of them. Drawer Latent statistics has those of each channel.`;
    case 'error':
      return `The error of the reconstruction: mean ${number(summary.meanAbsolute, 2)}, largest ${number(summary.maxAbsolute)} of 255.`;
  }
}
