import { useEffect, useRef, type RefObject } from 'react';
import type { Rect } from '../../core/view/view';
import { whenLeft } from '../../ui/kit/when-left';
import { moved, resized, spanned, type Corner } from './rect-edits';

interface DragInput {
  /** Maps pixels of the picture to CSS px of the layer. */
  readonly spot: { readonly scale: number; readonly left: number; readonly top: number };
  readonly rect: Rect;
  readonly picture: { readonly width: number; readonly height: number };
  readonly active: boolean;
  readonly onChange: (rect: Rect) => void;
}

/** What a drag does with the pixel that it began at and the one that it is at. */
type Drag = (from: readonly [number, number], to: readonly [number, number]) => Rect;

/** Dragging draws a new region, a handle its corner, the region itself all of it. The picture pans only while Space is held. */
export function useRegionDrag(layer: RefObject<HTMLElement | null>, input: DragInput): void {
  const latest = useRef(input);
  useEffect(() => {
    latest.current = input;
  });
  const listens = input.active && input.spot.scale > 0;
  useEffect(() => {
    const node = layer.current;
    if (!node || !listens) return;
    let drag: { readonly id: number; readonly from: readonly [number, number]; readonly work: Drag } | null = null;

    let spaced = false;
    const onKey = (event: KeyboardEvent): void => {
      if (event.code !== 'Space') return;
      spaced = event.type === 'keydown';
      node.toggleAttribute('data-panning', spaced);
      if (event.target === document.body || (event.target as Element).closest('.pane')) event.preventDefault();
    };

    const pixelAt = (event: PointerEvent): readonly [number, number] => {
      const box = node.getBoundingClientRect();
      const { left, top, scale } = latest.current.spot;
      return [(event.clientX - box.left - left) / scale, (event.clientY - box.top - top) / scale];
    };
    const between = (from: readonly [number, number], to: readonly [number, number]): readonly [number, number] => [
      Math.round(to[0] - from[0]),
      Math.round(to[1] - from[1]),
    ];

    const onDown = (event: PointerEvent): void => {
      if (event.button !== 0 || drag || spaced) return;
      event.stopPropagation();
      const { rect, picture } = latest.current;
      const target = event.target as HTMLElement;
      // A captured pointer would keep the click from the button.
      if (target.closest('.region-hint')) return;
      const corner = target.dataset['corner'] as Corner | undefined;
      const work: Drag = corner
        ? (from, to) => resized(rect, corner, between(from, to), picture)
        : target.classList.contains('region-box')
          ? (from, to) => moved(rect, between(from, to), picture)
          : (from, to) => spanned(from, to, picture);
      drag = { id: event.pointerId, from: pixelAt(event), work };
      node.setPointerCapture(event.pointerId);
    };
    const onMove = (event: PointerEvent): void => {
      if (drag?.id !== event.pointerId) return;
      event.stopPropagation();
      latest.current.onChange(drag.work(drag.from, pixelAt(event)));
    };
    const onUp = (event: PointerEvent): void => {
      if (drag?.id === event.pointerId) drag = null;
    };
    const onDouble = (event: Event): void => event.stopPropagation();

    const stopWatching = whenLeft(() => {
      spaced = false;
      drag = null;
      node.removeAttribute('data-panning');
    });
    // The listener comes before buttons that have the focus, since they keep the key to themselves.
    window.addEventListener('keydown', onKey, true);
    window.addEventListener('keyup', onKey, true);
    node.addEventListener('pointerdown', onDown);
    node.addEventListener('pointermove', onMove);
    node.addEventListener('pointerup', onUp);
    node.addEventListener('pointercancel', onUp);
    node.addEventListener('dblclick', onDouble);
    return () => {
      stopWatching();
      window.removeEventListener('keydown', onKey, true);
      window.removeEventListener('keyup', onKey, true);
      node.removeAttribute('data-panning');
      node.removeEventListener('pointerdown', onDown);
      node.removeEventListener('pointermove', onMove);
      node.removeEventListener('pointerup', onUp);
      node.removeEventListener('pointercancel', onUp);
      node.removeEventListener('dblclick', onDouble);
    };
  }, [layer, listens]);
}
