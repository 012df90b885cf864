import { Late, latePart } from '../../ui/kit/late';
import { useLab } from '../../ui/lab-context';
import type { OverlayProps } from '../../ui/viewer/additions';

const RegionLayer = latePart(() => import('./region-layer'));

/** The region on a picture; its code comes with the first one that is marked. */
export function RegionMark(props: OverlayProps) {
  const wanted = useLab(({ viewer, picture }) => picture !== null && (viewer.region !== null || viewer.marking));
  return wanted ? (
    <Late>
      <RegionLayer {...props} />
    </Late>
  ) : null;
}
