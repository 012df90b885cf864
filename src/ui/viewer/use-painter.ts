import { useEffect, useRef, type RefObject } from 'react';
import type { ReadTensors } from '../../state/readings';
import type { SourceId } from '../../state/views';
import { useLabObject } from '../lab-context';
import type { ShownView } from './use-view';
import type { Pane } from './viewport';
import { paintScene } from './paint';
import { sceneOf } from './scene';

export interface PainterInput {
  readonly source: SourceId;
  /** Which of the two viewports. */
  readonly side: 0 | 1;
  readonly shown: ShownView | null;
  readonly pane: Pane;
  readonly tensors: ReadTensors | null;
}

/**
 * Redraws a canvas when what it shows, a viewport or the crosshair changes, at most once a frame and without
 * rendering React: panning stays smooth.
 */
export function usePainter(canvas: RefObject<HTMLCanvasElement | null>, input: PainterInput): void {
  const { store } = useLabObject();
  const latest = useRef(input);

  useEffect(() => {
    let frame = 0;
    const schedule = (): void => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        paint();
      });
    };
    const paint = (): void => {
      const element = canvas.current;
      const context = element?.getContext('2d');
      const { source, side, shown, pane, tensors } = latest.current;
      if (!element || !context || pane.width === 0) return;
      const [width, height] = [Math.round(pane.width * pane.ratio), Math.round(pane.height * pane.ratio)];
      if (element.width !== width || element.height !== height) Object.assign(element, { width, height });
      const { transform } = pane;
      Object.assign(
        element.style,
        transform
          ? { transform, width: `${width}px`, height: `${height}px` }
          : { transform: '', width: '', height: '' },
      );
      const { picture, viewer, settings } = store.getState();
      if (shown && picture) {
        const viewport = viewer.viewports[side];
        paintScene(context, sceneOf({ shown, source, viewer, settings, info: picture.info, viewport, pane, tensors }));
      } else {
        context.clearRect(0, 0, width, height);
      }
    };
    latest.current = input;
    schedule();
    const unsubscribe = store.subscribe((state, before) => {
      if (state.viewer !== before.viewer || state.settings !== before.settings) schedule();
    });
    return () => {
      unsubscribe();
      cancelAnimationFrame(frame);
    };
    // The object is new at each render; its parts are what counts.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [store, canvas, input.source, input.side, input.shown, input.pane, input.tensors]);
}
