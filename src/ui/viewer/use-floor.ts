import type { LabActions } from '../../state/lab';
import type { Viewer } from '../../state/state-types';
import { isSpread, type SourceId } from '../../state/views';
import { useActions, useLab } from '../lab-context';

export interface Floor {
  readonly of: 'bands' | 'the latent' | 'the error';
  readonly value: number;
  readonly set: (floor: number) => void;
}

/** The floor of what is shown, B before A; null where nothing that has a zero is shown. */
export function useFloor(): Floor | null {
  const actions = useActions();
  return floorOf(
    useLab((state) => state.viewer),
    actions,
  );
}

function floorOf(viewer: Viewer, actions: Pick<LabActions, 'setBands' | 'setLatent' | 'setErrorLook'>): Floor | null {
  const { layout, a, b } = viewer.views[viewer.stage];
  return floorOfSource(b, viewer, actions) ?? (layout === 'one' ? null : floorOfSource(a, viewer, actions));
}

function floorOfSource(source: SourceId, viewer: Viewer, actions: Parameters<typeof floorOf>[1]): Floor | null {
  switch (source) {
    case 'bands':
    case 'band':
      return { of: 'bands', value: viewer.bands.floor, set: (floor) => actions.setBands({ floor }) };
    case 'latent':
    case 'channel':
      return isSpread(viewer.latent.tensor)
        ? null
        : { of: 'the latent', value: viewer.latent.floor, set: (floor) => actions.setLatent({ floor }) };
    case 'error':
      return { of: 'the error', value: viewer.error.floor, set: (floor) => actions.setErrorLook({ floor }) };
    default:
      return null;
  }
}
