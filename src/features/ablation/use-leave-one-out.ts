import { useStore } from 'zustand';
import { keyOf, leaveOneOut, type LeaveOneOut, type LeaveOneOutState } from './state/leave-one-out';
import { bandsModeOf } from '../../state/model-of';
import { useLab, useLabObject } from '../../ui/lab-context';

interface Shown extends LeaveOneOutState {
  readonly all: LeaveOneOut;
  /** Why the ranking is not of the present picture, model and settings; '' when it is. */
  readonly stale: string;
}

export function useLeaveOneOut(): Shown {
  const all = leaveOneOut(useLabObject());
  const state = useStore(all.store);
  const key = useLab(keyOf);
  const mode = useLab(bandsModeOf);
  const { ranking } = state;
  const stale =
    !ranking || ranking.key === key
      ? ''
      : ranking.mode === mode
        ? 'made with another picture, model or settings'
        : 'made in the other mode';
  return { ...state, all, stale };
}
