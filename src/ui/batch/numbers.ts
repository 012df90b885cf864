import type { BatchRow } from '../../state/batch';
import { csvOf } from '../export/csv';
import type { DataRow } from '../inspector/data-table';
import { number } from '../format';

export const COLUMNS = [
  'Name', 'Status', 'PSNR, dB', 'SSIM', 'MSE', 'Mean error', 'Largest error', 'Width', 'Height', 'Values per latent value', 'Bits per pixel', 'Run, ms',
  'Model', 'Backend', 'Why it failed',
] as const;
/** Of the columns after the name. */
const DECIMALS = [0, 2, 3, 2, 2, 0, 0, 0, 2, 2, 1];

export function dataRow({ name, status, why, numbers }: BatchRow): DataRow {
  if (!numbers) return { head: name, cells: [status, ...COLUMNS.slice(3).map(() => ''), why] };
  const { psnr, ssim, mse, meanAbsolute, maxAbsolute, width, height, compression, totalMs, model, backend } = numbers;
  return {
    head: name,
    cells: [
      status, psnr ?? 'identical', ssim ?? '', mse, meanAbsolute, maxAbsolute, width, height, compression.ratio, compression.bitsPerPixel, totalMs, model, backend, why,
    ],
  };
}

export function shownNumber(value: number, column: number): string {
  return number(value, DECIMALS[column] ?? 0);
}

export function csvFile(rows: readonly BatchRow[]): Blob {
  return new Blob([csvOf(COLUMNS, rows.map(dataRow))], { type: 'text/csv' });
}

/** Such as batch-litevae-s-f8c12.csv. */
export function batchFileName(rows: readonly BatchRow[], ending: string): string {
  const model = rows.find(({ numbers }) => numbers)?.numbers?.model;
  return `${['batch', model].filter(Boolean).join('-')}.${ending}`;
}
