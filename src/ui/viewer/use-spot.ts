import type { SourceId } from '../../state/views';
import { useLab } from '../lab-context';
import { place, spaceOf, type Pane, type Placement } from './viewport';

const NOWHERE: Placement = { scale: 0, left: 0, top: 0 };

/** Maps pixels of the picture to a pane; scale is 0 in views that are no pictures. */
export function useSpot(source: SourceId, side: 0 | 1, pane: Pane): Placement {
  return useLab(({ viewer, picture }) => {
    if (!picture || pane.width === 0) return NOWHERE;
    // What a value of the view stands for makes no difference here.
    const [width, height] = [picture.info.paddedWidth, picture.info.paddedHeight];
    const space = spaceOf(source, viewer, picture.info, { width, height });
    if (space.kind === 'sheet') return NOWHERE;
    const { scale, left, top } = place(space, viewer.viewports[side], pane);
    return { scale: scale / space.unit, left, top };
  });
}
