import type { Level, Orientation } from '../../core/math/bands';
import { toggleSolo } from '../../state/solo';
import { useLabObject } from '../../ui/lab-context';

/** Mutes every band but one, or none when that one is alone already. */
export function useSolo(level: Level, orientation: Orientation): () => void {
  const { store, actions } = useLabObject();
  return () => actions.set({ bands: toggleSolo(store.getState().settings.bands, level, orientation) });
}
