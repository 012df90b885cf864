import { useStore } from 'zustand';
import { batchOf } from './state/batch';
import type { Batch, BatchState } from './state/batch-types';
import { useLab, useLabObject } from '../../ui/lab-context';

interface Shown extends BatchState {
  readonly batch: Batch;
  /** The present settings are not those of the batch. */
  readonly stale: boolean;
}

export function useBatch(): Shown {
  const batch = batchOf(useLabObject());
  const state = useStore(batch.store);
  const present = useLab(({ settings }) => JSON.stringify(settings));
  return { ...state, batch, stale: state.settings !== null && JSON.stringify(state.settings) !== present };
}
