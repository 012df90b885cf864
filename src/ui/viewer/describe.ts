import { cellOf } from '../../core/math/geometry';
import { counted } from '../../core/counted';
import { makes } from '../../core/missing';
import type { PictureInfo, RunSummary } from '../../core/protocol';
import { isEdited } from '../../state/reference';
import { VIEWS, type SourceId, type ViewWords } from '../../state/views';
import { blockText, decibels, number, size } from '../kit/format';

/** A sentence for those who do not see a view: what it is, its numbers, and where all of them stand. */
export function describe(source: SourceId, info: PictureInfo | null, summary: RunSummary | null): string {
  if (!info) return 'No picture is open.';
  const isOfPicture = source === 'input' || source === 'padded';
  return summary || isOfPicture ? VIEWS[source].sentence(wordsOf(info, summary)) : 'Not computed yet.';
}

function wordsOf(info: PictureInfo, summary: RunSummary | null): ViewWords {
  const [, channels = 0, rows = 0, columns = 0] = summary?.latentDims ?? [];
  return {
    name: info.name,
    shape: `${size(info.width, info.height)} pixels`,
    padded: `${size(info.paddedWidth, info.paddedHeight)} pixels`,
    channels: counted(channels, 'latent channel'),
    cells: size(columns, rows),
    block: summary ? blockText(cellOf(summary)) : '',
    psnr: decibels(summary?.psnr ?? null),
    edited: summary !== null && isEdited(summary.settings),
    hasVariance: summary === null || makes(summary, 'logvar'),
    mean: number(summary?.meanAbsolute ?? 0, 2),
    largest: number(summary?.maxAbsolute ?? 0),
  };
}
