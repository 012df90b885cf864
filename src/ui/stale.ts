import type { LabState } from '../state/state-types';

/** Whether the shown result was made with other settings than the present ones. */
export function isStale({ result, settings }: LabState): boolean {
  return result !== null && JSON.stringify(result.summary.settings) !== JSON.stringify(settings);
}
