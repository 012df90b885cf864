import type { RunSummary } from '../core/protocol';
import type { LabState } from './state-types';
import { isStored } from './versions';

type Shown = Pick<LabState, 'picture' | 'result'>;

/** The result on screen, computed here or stored with the build; null where there is none of the present picture. */
export function shownSummary({ picture, result }: Shown): RunSummary | null {
  return result && result.picture === picture?.version ? result.summary : null;
}

/** The same, but only where it was computed here: a stored result has views and numbers, and no tensors. */
export function liveSummary(state: Shown): RunSummary | null {
  return isStored(state) ? null : shownSummary(state);
}

/** The job of the live result: it changes whenever there are other numbers to ask for. */
export function liveJob(state: Shown): number | null {
  return liveSummary(state)?.job ?? null;
}

/** Whether there is a live result, and the worker that holds it is not being replaced. */
export function isSettled(state: Pick<LabState, 'picture' | 'result' | 'gpu'>): boolean {
  return liveSummary(state) !== null && !state.gpu.restoring;
}
