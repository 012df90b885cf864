import type { LayerRef } from '../../../core/model/graph-layers';
import type { Lab } from '../../../state/lab';
import { LAYER_SOURCES } from '../../../state/layer-views';
import { shownViews } from '../../../state/stages';

/** Shows the channels of a layer on the right side of the viewer, unless a view of a layer is there already. */
export function showLayer({ store, actions }: Pick<Lab, 'store' | 'actions'>, ref: LayerRef): void {
  actions.setLayer(ref);
  const { stage, views } = store.getState().viewer;
  const { layout } = views[stage];
  if (!shownViews(views[stage]).some((source) => LAYER_SOURCES.includes(source)))
    // A sheet of maps does not lie over a picture, so that half of it would be hidden under one.
    actions.setView({ b: 'layer', layout: layout === 'slider' ? 'two' : layout });
}
