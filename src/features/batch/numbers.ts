import { settingsWords } from '../../core/settings/edit-words';
import { readingText } from '../../core/picture/pixel-facts';
import type { Settings } from '../../core/settings/settings';
import type { BatchRow } from './state/batch-types';
import { isEdited } from '../../state/reference';
import { csvOf } from '../../ui/kit/csv';
import type { DataRow } from '../../ui/kit/data-table';
import { number } from '../../ui/kit/format';

export const COLUMNS = [
  'Name',
  'Status',
  'PSNR, dB',
  'SSIM',
  'ST-LPIPS',
  'MSE',
  'Mean error',
  'Largest error',
  'Width',
  'Height',
  'Picture values per latent value',
  'Bits per latent value',
  'Bits per pixel',
  'Bits per pixel, estimated',
  'Run, ms',
  'Model',
  'Backend',
  'Settings',
  'Pixels read',
  'Why it failed',
] as const;
/** Decimals of the columns after the name. */
const DECIMALS = [0, 2, 3, 4, 2, 2, 0, 0, 0, 2, 0, 2, 2, 1];

/** `settings` are those of the batch. */
export function dataRow({ name, status, why, numbers }: BatchRow, settings: Settings): DataRow {
  if (!numbers) return { head: name, cells: [status, ...COLUMNS.slice(3).map(() => ''), why] };
  const {
    psnr,
    ssim,
    stLpips,
    mse,
    meanAbsolute,
    maxAbsolute,
    width,
    height,
    compression,
    totalMs,
    model,
    backend,
    estimated,
    reading,
  } = numbers;
  return {
    head: name,
    cells: [
      status,
      psnr ?? 'identical',
      ssim ?? '',
      stLpips ?? '',
      mse,
      meanAbsolute,
      maxAbsolute,
      width,
      height,
      compression.ratio,
      settings.latent.bits ?? 32,
      compression.bitsPerPixel,
      estimated ?? '',
      totalMs,
      model,
      backend,
      settingsWords(settings),
      reading ? readingText(reading) : 'unknown',
      why,
    ],
  };
}

export function shownNumber(value: number, column: number): string {
  return number(value, DECIMALS[column] ?? 0);
}

/** The table, and the settings as window.litevae.set takes them. */
export function csvFile(rows: readonly BatchRow[], settings: Settings): Blob {
  const whole = rows.map((row) => {
    const { head, cells } = dataRow(row, settings);
    return { head, cells: [...cells, JSON.stringify(settings)] };
  });
  return new Blob([csvOf([...COLUMNS, 'Settings as JSON'], whole)], { type: 'text/csv' });
}

/** Such as batch-litevae-s-f8c12.csv, or batch-edited-litevae-s-f8c12.csv. */
export function batchFileName(rows: readonly BatchRow[], ending: string, settings: Settings): string {
  const model = rows.find(({ numbers }) => numbers)?.numbers?.model;
  return `${['batch', isEdited(settings) && 'edited', model].filter(Boolean).join('-')}.${ending}`;
}
