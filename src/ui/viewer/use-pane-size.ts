import { useEffect, useState, type RefObject } from 'react';
import { watchDevicePixels } from '../kit/device-pixels';
import type { Pane } from './viewport';

const PHONE = 720;
/** Room for a tag below the picture; over it, the tag would cover a corner. */
const FOOT = 28;

/** Size of an element in CSS px, of whole pixels of the screen, with the screen's pixel ratio; 0 x 0 before it is laid out. */
export function usePaneSize(element: RefObject<HTMLElement | null>, hasFoot = false): Pane {
  const [pane, setPane] = useState<Pane>({ width: 0, height: 0, ratio: 1, margin: 0 });
  useEffect(() => {
    const node = element.current;
    if (!node) return;
    return watchDevicePixels(node, ({ width, height, ratio, transform }) => {
      // Phones have no room to give away.
      const margin = innerWidth < PHONE ? 0 : 16;
      const size = { width: width / ratio, height: height / ratio, ratio, transform, margin };
      setPane(hasFoot && margin > 0 ? { ...size, foot: FOOT } : size);
    });
  }, [element, hasFoot]);
  return pane;
}
