import { X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { Button } from 'react-aria-components';
import type { Elements } from '../../ui/kit/elements';
import { useActions, useLab } from '../../ui/lab-context';
import { usePanes } from '../../ui/viewer/panes-host';

const PHONE = '(max-width: 719px)';

/** Whether the viewer is too small for a panel on it. */
export function useIsPhone(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(PHONE);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => matchMedia(PHONE).matches,
  );
}

/** A panel on the viewer that does not take it over; it stands in the corner opposite to the chosen pixel. */
export function ViewerPanel({ title, children }: { title: string; children: Elements }) {
  const { setDrawer } = useActions();
  const host = usePanes();
  const corner = useLab(
    ({
      viewer: {
        block,
        viewports: [, viewport],
      },
      picture,
    }) => {
      if (!block || !picture) return 'bottom right';
      const { width, height } = picture.info;
      return `${block.y / height > viewport.y ? 'top' : 'bottom'} ${block.x / width > viewport.x ? 'left' : 'right'}`;
    },
  );
  if (!host) return null;
  return createPortal(
    <section className="viewer-panel" data-corner={corner} role="region" aria-label="Haar by hand">
      <div className="viewer-panel-head">
        <h2>{title}</h2>
        <Button className="button only-icon" aria-label="Close Haar by hand" onPress={() => setDrawer('haar', false)}>
          <X className="icon small" aria-hidden />
        </Button>
      </div>
      {children}
    </section>,
    host,
  );
}
