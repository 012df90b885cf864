import type { LabState } from '../../state/state-types';
import { isStored } from '../../state/versions';

/** Whether the shown result was made with other settings than the present ones. */
export function isStale({ result, settings }: LabState): boolean {
  return result !== null && JSON.stringify(result.summary.settings) !== JSON.stringify(settings);
}

/** What is said of a result that came with the page; '' for one that was computed here. */
export function storedWords(state: LabState): string {
  if (!isStored(state)) return '';
  const { session, work } = state;
  const comes = session.status === 'loading' || work.status !== 'idle';
  return comes ? 'Stored result. The live one is loading.' : 'Stored result.';
}
