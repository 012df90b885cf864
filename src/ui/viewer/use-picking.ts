import { useEffect } from 'react';
import { useLabObject } from '../lab-context';

/** A pointer that moved farther than this between down and up has dragged the picture, in CSS px. */
const DRAG = 4;

/**
 * Hears which pixel is chosen: by a click or a tap on a picture of the viewer, or by the keys that move the crosshair.
 * Hovering does not choose, so that what is read stays. @param take must stay the same function
 */
export function usePicking(take: (at: { readonly x: number; readonly y: number }) => void): void {
  const { store } = useLabObject();
  useEffect(() => {
    let from: { readonly x: number; readonly y: number } | null = null;
    const onPicture = ({ target }: Event): boolean => target instanceof Element && target.closest('.pane') !== null;
    const choose = (): void => {
      const { crosshair } = store.getState().viewer;
      if (crosshair) take(crosshair);
    };
    const onDown = (event: PointerEvent): void => {
      from = onPicture(event) ? { x: event.clientX, y: event.clientY } : null;
    };
    const onClick = (event: MouseEvent): void => {
      if (from && onPicture(event) && Math.hypot(event.clientX - from.x, event.clientY - from.y) <= DRAG) choose();
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.startsWith('Arrow') && onPicture(event)) choose();
    };
    // The document listens, since the picture has moved the crosshair by then.
    document.addEventListener('pointerdown', onDown);
    document.addEventListener('click', onClick);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onDown);
      document.removeEventListener('click', onClick);
      document.removeEventListener('keydown', onKey);
    };
  }, [store, take]);
}
