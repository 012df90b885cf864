import { SlidersHorizontal } from 'lucide-react';
import { type ReactNode } from 'react';
import { Button, DialogTrigger, Popover } from 'react-aria-components';
import { Late, latePart } from '../kit/late';

const DisplayBody = latePart(() => import('./display-body'));

/** How everything is shown; on narrow screens also what has no room in the head. */
export function DisplayMenu({ looks }: { looks: ReactNode }) {
  return (
    <DialogTrigger>
      <Button className="button only-icon solid display" aria-label="Display">
        <SlidersHorizontal className="icon" aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom end" aria-label="Display">
        <Late>
          <DisplayBody looks={looks} />
        </Late>
      </Popover>
    </DialogTrigger>
  );
}
