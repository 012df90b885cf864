import { useState } from 'react';
import { Late, latePart } from '../../ui/kit/late';
import { useLab } from '../../ui/lab-context';

const KeepReference = latePart(() => import('./keep-reference'));

/** Keeps the run without edits for the views that need it. Draws nothing. */
export function ReferenceKeeper() {
  const changes = useLab(({ viewer: { views, stage } }) => {
    const { layout, a, b } = views[stage];
    return b === 'change' || (a === 'change' && layout !== 'one');
  });
  const raw = useLab(({ viewer }) => viewer.bands.raw);
  const picture = useLab((state) => state.picture?.version ?? 0);
  // Once asked for, it is kept as long as the picture: the next look at it is immediate.
  const [kept, setKept] = useState<number | null>(null);
  if (raw && kept !== picture) setKept(picture);
  return changes || kept === picture ? (
    <Late>
      <KeepReference always={changes} />
    </Late>
  ) : null;
}
