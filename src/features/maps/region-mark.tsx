import type { SourceId } from '../../state/stages';
import { Late, latePart } from '../../ui/kit/late';
import { useLab } from '../../ui/lab-context';
import type { Pane } from '../../ui/viewer/viewport';

const RegionLayer = latePart(() => import('./region-layer'));

export interface RegionMarkProps {
  readonly source: SourceId;
  readonly side: 0 | 1;
  readonly pane: Pane;
}

/** The region on a picture; its code comes with the first one that is marked. */
export function RegionMark(props: RegionMarkProps) {
  const wanted = useLab(({ viewer, picture }) => picture !== null && (viewer.region !== null || viewer.marking));
  return wanted ? (
    <Late>
      <RegionLayer {...props} />
    </Late>
  ) : null;
}
