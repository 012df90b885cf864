import type { LabState } from './state-types';

/** Whether frames of a camera or video come one after another: each is soon gone, so that what takes long waits. */
export function isPlaying({ live }: Partial<Pick<LabState, 'live'>>): boolean {
  return live?.status === 'playing';
}

/** A layer takes a network of its own, built anew for each result. */
export const LAYERS_WAIT = 'Layers are computed of a still frame. Pause to see them.';
