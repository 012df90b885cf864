import type { RunSummary } from '../../core/protocol';
import { shownSummary } from '../../state/selectors';
import { useLab } from '../lab-context';

/** The newest result of the present picture; null before it. */
export function useResult(): RunSummary | null {
  return useLab(shownSummary);
}
