import type { SourceId } from '../../state/stages';
import { useLab } from '../lab-context';
import { place, spaceOf, type Pane } from './camera';

/** Maps pixels of the picture to CSS px of a pane; scale is 0 in views that are no pictures. */
export interface Spot {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

const NOWHERE: Spot = { scale: 0, left: 0, top: 0 };

export function useSpot(source: SourceId, side: 0 | 1, pane: Pane): Spot {
  return useLab(({ viewer, picture }) => {
    if (!picture || pane.width === 0) return NOWHERE;
    const space = spaceOf(source, viewer, picture.info, { width: 0, height: 0 });
    if (space.kind === 'sheet') return NOWHERE;
    const { scale, left, top } = place(space, viewer.cameras[side], pane);
    return { scale: scale / space.unit, left, top };
  });
}
