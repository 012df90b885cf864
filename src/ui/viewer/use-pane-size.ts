import { useEffect, useState, type RefObject } from 'react';
import type { Pane } from './camera';

const PHONE = 720;
/** Room for a tag below the picture, which it would cover a corner of. */
const FOOT = 28;

/** Size of an element in CSS px with the screen's pixel ratio; 0 x 0 before it is laid out. */
export function usePaneSize(element: RefObject<HTMLElement | null>, hasFoot = false): Pane {
  const [pane, setPane] = useState<Pane>({ width: 0, height: 0, ratio: 1, margin: 0 });
  useEffect(() => {
    const node = element.current;
    if (!node) return;
    const measure = (): void => {
      // Phones have no room to give away.
      const margin = innerWidth < PHONE ? 0 : 16;
      const size = { width: node.clientWidth, height: node.clientHeight, ratio: devicePixelRatio, margin };
      setPane(hasFoot && margin > 0 ? { ...size, foot: FOOT } : size);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    // Zooming the page changes the ratio and not always the size.
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, [element, hasFoot]);
  return pane;
}
