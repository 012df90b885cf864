import { counted } from '../../core/counted';
import type { BatchRow, BatchState } from './state/batch-types';
import { decibels, number } from '../../ui/kit/format';

export interface Counts {
  readonly all: number;
  readonly done: number;
  readonly failed: number;
  readonly waiting: number;
}

export function countsOf(rows: readonly BatchRow[]): Counts {
  const count = (status: BatchRow['status']): number => rows.filter((row) => row.status === status).length;
  return { all: rows.length, done: count('done'), failed: count('failed'), waiting: count('waiting') };
}

/** Such as '12 of 40, 3 failed, about 2 min left'. */
export function progressWords({ rows, running, msEach }: Pick<BatchState, 'rows' | 'running' | 'msEach'>): string {
  const { all, done, failed, waiting } = countsOf(rows);
  const failures = failed > 0 ? `, ${failed} failed` : '';
  if (!running)
    return waiting > 0 ? `Stopped after ${done + failed} of ${all}${failures}` : `${done} of ${all} done${failures}`;
  const left = msEach === null ? '' : `, ${timeLeft(msEach * (all - done - failed))}`;
  return `${done + failed} of ${all}${failures}${left}`;
}

/** A guess, so in round numbers. */
export function timeLeft(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return 'a few seconds left';
  return seconds < 90
    ? `about ${number(10 * Math.round(seconds / 10))} s left`
    : `about ${number(Math.round(seconds / 60))} min left`;
}

export type Order = 'psnr' | 'ssim' | 'name' | 'time';

/** Done ones first, worst or slowest first; then what runs and waits; then what failed. Equal ones as they were given. */
export function sorted(rows: readonly BatchRow[], order: Order): BatchRow[] {
  const rank = { done: 0, running: 1, waiting: 2, failed: 3 };
  // Identical pictures have no PSNR, those under 11 px no SSIM: both come last.
  const keys: Record<Exclude<Order, 'name'>, (row: BatchRow) => number> = {
    psnr: ({ numbers }) => numbers?.psnr ?? Infinity,
    ssim: ({ numbers }) => numbers?.ssim ?? Infinity,
    time: ({ numbers }) => -(numbers?.totalMs ?? 0),
  };
  const compare = (a: BatchRow, b: BatchRow): number => {
    if (order === 'name') return a.name.localeCompare(b.name, 'en', { numeric: true });
    const [first, second] = [keys[order](a), keys[order](b)];
    // Infinity less itself is no number.
    return first === second ? 0 : first - second;
  };
  return [...rows].sort(
    (a, b) => (order === 'name' ? 0 : rank[a.status] - rank[b.status]) || compare(a, b) || a.id - b.id,
  );
}

/** Said once the queue stands still. */
export function finishedWords(rows: readonly BatchRow[]): string {
  const { all, done, failed, waiting } = countsOf(rows);
  if (waiting > 0) return `Batch stopped after ${done + failed} of ${counted(all, 'picture')}.`;
  const [worst] = sorted(rows, 'psnr');
  const last = worst?.numbers ? ` The worst is ${worst.name}, PSNR ${decibels(worst.numbers.psnr)}.` : '';
  return `Batch finished: ${done} of ${counted(all, 'picture')}${failed > 0 ? `, ${failed} failed` : ''}.${last}`;
}
