import type { ParityReceipt } from '../core/model/parity';
import { halfVerdicts, type HalfVerdicts } from '../core/model/precision';
import type { Store } from './prefs';

const KEY = 'litevae-lab.parity.1';
const MOST_KEPT = 20;

/** The parity receipts of this browser, by receiptKey, oldest first. */
export function keptReceipts(storage: Store | null): Readonly<Record<string, ParityReceipt>> {
  try {
    return JSON.parse(storage?.getItem(KEY) ?? '{}') as Record<string, ParityReceipt>;
  } catch {
    return {};
  }
}

/** Null forgets it. */
export function keepReceipt(storage: Store | null, key: string, receipt: ParityReceipt | null): void {
  const entries = Object.entries(keptReceipts(storage))
    .filter(([other]) => other !== key)
    .slice(1 - MOST_KEPT);
  try {
    storage?.setItem(KEY, JSON.stringify(Object.fromEntries(receipt ? [...entries, [key, receipt]] : entries)));
  } catch {
    // The next visit makes it again if there is no storage.
  }
}

/** What the worker chooses the precision by. */
export function keptVerdicts(storage: Store | null): HalfVerdicts {
  return halfVerdicts(keptReceipts(storage));
}
