import { modelOf, modelTitle } from '../../state/model-of';
import type { Lab } from '../../state/lab';
import type { LabState } from '../../state/state-types';
import { compareWith } from './state/comparing';

/** The model that the chosen one is set beside: the page's own, or null where that is the chosen one. */
export function besideOf(
  state: Pick<LabState, 'models' | 'defaultModel' | 'settings'>,
): { id: string; title: string } | null {
  const { defaultModel: id } = state;
  const chosen = modelOf(state)?.id;
  return id && chosen && chosen !== id ? { id, title: modelTitle(state, id) } : null;
}

/** Another model on the same picture: the slider between both reconstructions, and the drawer with the numbers of both. */
export function showBeside(lab: Pick<Lab, 'store' | 'actions'>, id: string): void {
  const { actions, store } = lab;
  actions.selectStage('recon');
  actions.setView({ layout: 'slider', a: 'compared', b: 'recon' });
  actions.setDrawer('compare', true);
  compareWith(lab, { ...store.getState().settings, model: id });
}
