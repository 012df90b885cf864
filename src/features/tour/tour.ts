import type { Lab } from '../../state/lab';
import type { BeforeTour, LabState, Tour } from '../../state/state-types';
import { PANELS } from '../../ui/kit/inspector-panel';
import { compareWith } from '../compare/state/comparing';
import type { Step } from './step';
import { STEPS } from './steps';

type Host = Pick<Lab, 'store' | 'actions'>;

export function stepOf({ step }: Pick<Tour, 'step'>): Step {
  return STEPS[step - 1] ?? (STEPS[0] as Step);
}

/** Shows what the present step is about, and every other one that follows; brings the page back when the tour ends. Returns what stops it. */
export function followTour(lab: Host): () => void {
  const { tour } = lab.store.getState();
  if (tour) show(lab, tour);
  return lab.store.subscribe(({ tour: now }, { tour: then }) => {
    if (now === then) return;
    if (now) show(lab, now);
    else if (then) bringBack(lab, then.before);
  });
}

/** Each step begins from what the person had, so that the way to it does not matter. */
function show(lab: Host, tour: Tour): void {
  const { actions } = lab;
  const { stage, view, drawer, look } = stepOf(tour);
  bringBack(lab, tour.before);
  actions.selectStage(stage);
  actions.setView(view);
  look?.(actions);
  actions.setDrawer(PANELS.side.id, true);
  actions.setDrawer(drawer, true);
}

/** What ran where stays as it is: who chose the CPU meanwhile had a reason. So does a picture that was opened. */
function bringBack(lab: Host, before: BeforeTour): void {
  const { store, actions } = lab;
  const { backend, precision } = store.getState().settings;
  actions.set({ ...before.settings, backend, precision });
  if (store.getState().compared !== before.compared) compareWith(lab, before.compared);
  store.setState((state): Partial<LabState> => {
    const { viewer, history, batch } = state;
    const samePicture = history.present.opened === before.history.present.opened;
    const { viewports, crosshair, region, marking } = viewer;
    const ofPicture = samePicture ? {} : { viewports, crosshair, region, marking, block: null };
    return {
      viewer: { ...before.viewer, fits: viewer.fits, ...ofPicture },
      drawers: before.drawers,
      ...(batch === 'none' || before.batch === 'none' ? {} : { batch: before.batch }),
      ...(samePicture && sameSettings(state, before) ? { history: before.history } : {}),
    };
  });
}

const sameSettings = (state: LabState, { settings }: BeforeTour): boolean =>
  JSON.stringify(state.settings) === JSON.stringify(settings);
