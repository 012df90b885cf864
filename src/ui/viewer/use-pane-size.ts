import { useEffect, useState, type RefObject } from 'react';
import type { Pane } from './camera';

/** Size of an element in CSS px with the screen's pixel ratio; 0 x 0 before it is laid out. */
export function usePaneSize(element: RefObject<HTMLElement | null>): Pane {
  const [pane, setPane] = useState<Pane>({ width: 0, height: 0, ratio: 1 });
  useEffect(() => {
    const node = element.current;
    if (!node) return;
    const measure = (): void => setPane({ width: node.clientWidth, height: node.clientHeight, ratio: devicePixelRatio });
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    // Zooming the page changes the ratio and not always the size.
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, [element]);
  return pane;
}
