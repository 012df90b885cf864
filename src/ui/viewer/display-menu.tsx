import { SlidersHorizontal } from 'lucide-react';
import type { ReactNode } from 'react';
import { latePart } from '../kit/late';
import { Opener } from '../kit/opener';

const Panel = latePart(() => import('./display-panel'));

/** How everything is shown; on narrow screens also what has no room in the head. */
export function DisplayMenu({ looks }: { looks: ReactNode }) {
  return (
    <Opener
      kind="dialog"
      className="button only-icon solid display"
      label="Display"
      preload={Panel.preload}
      body={(opened) => <Panel opened={opened} looks={looks} />}
    >
      <SlidersHorizontal className="icon" aria-hidden />
    </Opener>
  );
}
