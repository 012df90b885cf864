import { useEffect, useRef, type KeyboardEvent } from 'react';
import { clipRect } from '../../core/math/clip-rect';
import { size } from '../../ui/kit/format';
import { useActions, useLab } from '../../ui/lab-context';
import { useSpot } from '../../ui/viewer/use-spot';
import { CORNERS, moved, resized, type Corner } from './rect-edits';
import type { OverlayProps } from '../../ui/viewer/additions';
import { useRegionDrag } from './use-region-drag';
import './region.css';

const CORNER_NAMES: Readonly<Record<Corner, string>> = {
  'top-left': 'Top left',
  'top-right': 'Top right',
  'bottom-left': 'Bottom left',
  'bottom-right': 'Bottom right',
};
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The marked rectangle on one picture of the viewer, with four handles while it is being marked. */
export default function RegionLayer({ source, side, pane }: OverlayProps) {
  const { setRegion, markMiddle } = useActions();
  const layer = useRef<HTMLDivElement>(null);
  const marking = useLab((state) => state.viewer.marking);
  const picture = useLab(({ picture: open }) => ({ width: open?.info.width ?? 0, height: open?.info.height ?? 0 }));
  const rect = useLab(({ viewer, picture: open }) =>
    viewer.region && open ? (clipRect(viewer.region, open.info) ?? NONE) : NONE,
  );
  const spot = useSpot(source, side, pane);
  useRegionDrag(layer, { spot, rect, picture, active: marking, onChange: setRegion });

  const drawn = rect.width > 0;
  const shown = spot.scale > 0 && (drawn || marking);
  useEffect(() => {
    // The key leaves no other place for the focus; a click on the button keeps it there.
    const { activeElement: focused } = document;
    const isElsewhere = focused && focused !== document.body && !focused.closest('.pane');
    if (marking && shown && side === 1 && !isElsewhere)
      layer.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [marking, shown, drawn, side]);
  if (!shown) return null;

  const onKeyDown =
    (corner: Corner) =>
    (event: KeyboardEvent): void => {
      const step = ARROWS[event.key];
      if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      setRegion(event.shiftKey ? resized(rect, corner, step, picture) : moved(rect, step, picture));
    };
  const { scale, left, top } = spot;
  return (
    <div ref={layer} className="region-layer" data-marking={marking || undefined}>
      {drawn ? (
        <div
          className="region-box"
          role="group"
          aria-label={`Region of ${size(rect.width, rect.height)} pixels at ${rect.x}, ${rect.y}`}
          style={{
            left: left + rect.x * scale,
            top: top + rect.y * scale,
            width: rect.width * scale,
            height: rect.height * scale,
          }}
        >
          {marking
            ? CORNERS.map((corner) => (
                <button
                  key={corner}
                  type="button"
                  className="region-handle"
                  data-corner={corner}
                  onKeyDown={onKeyDown(corner)}
                  aria-label={`${CORNER_NAMES[corner]} corner of the region; arrow keys move it, Shift resizes`}
                />
              ))
            : null}
        </div>
      ) : side === 1 ? (
        <div className="region-hint">
          <span>Drag over the picture to draw a region.</span>
          <button type="button" className="button small solid" onClick={markMiddle}>
            Take the middle
          </button>
        </div>
      ) : null}
    </div>
  );
}

const NONE = { x: 0, y: 0, width: 0, height: 0 };
