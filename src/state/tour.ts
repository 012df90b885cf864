import type { LabState } from './state-types';

/** How many steps the tour has: addresses name them. features/tour/steps.ts has what they are. */
export const TOUR_STEPS = 12;

/** A step of the tour, from 1. The first one remembers what the page is brought back to when the tour ends. */
export function onTour<State extends LabState>(state: State, step: number): State {
  const { tour, settings, history, viewer, drawers, batch, compared } = state;
  const before = tour?.before ?? { settings, history, viewer, drawers, batch, compared };
  return { ...state, tour: { step: Math.min(TOUR_STEPS, Math.max(1, step)), before }, greeted: true };
}
