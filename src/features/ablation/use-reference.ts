import { useEffect } from 'react';
import type { RunSummary } from '../../core/protocol';
import { holdReference, referenceOf } from '../../state/reference';
import { useLab, useLabObject } from '../../ui/lab-context';

/** The run without edits of the present picture and settings, made and kept while it is wanted; null before it is there. */
export function useReference(wanted: boolean): RunSummary | null {
  const lab = useLabObject();
  useEffect(() => (wanted ? holdReference(lab) : undefined), [lab, wanted]);
  return useLab((state) => (wanted ? referenceOf(state) : null));
}
