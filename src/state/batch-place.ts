import type { LabState } from './state-types';

/** A batch makes room for the viewer, and stays one click away. */
export function putAside({ batch }: Pick<LabState, 'batch'>): Pick<LabState, 'batch'> {
  return { batch: batch === 'open' ? 'behind' : batch };
}
