import type { RunSummary } from '../../core/protocol';
import { useLab } from '../lab-context';

/** The newest result of the present picture; null before it. */
export function useResult(): RunSummary | null {
  return useLab(({ result, picture }) => (result && result.picture === picture?.version ? result.summary : null));
}
