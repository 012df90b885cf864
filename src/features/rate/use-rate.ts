import { useStore } from 'zustand';
import { keyOf, rateOf, type Rate, type RateState } from './state/rate';
import { useLab, useLabObject } from '../../ui/lab-context';

interface Shown extends RateState {
  readonly rate: Rate;
  /** Whether the points are of another picture, model or settings. */
  readonly stale: boolean;
}

export function useRate(): Shown {
  const rate = rateOf(useLabObject());
  const state = useStore(rate.store);
  const key = useLab(keyOf);
  return { ...state, rate, stale: state.result !== null && state.result.key !== key };
}
