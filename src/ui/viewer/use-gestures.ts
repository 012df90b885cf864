import { useEffect, useRef, type RefObject } from 'react';
import type { Viewport } from '../../state/state-types';
import { whenLeft } from '../kit/when-left';
import { panBy, zoomAt, type Pane, type Space } from './viewport';

export interface GestureTarget {
  readonly space: Space;
  readonly pane: Pane;
  readonly viewport: Viewport;
}

export interface Handlers {
  /** What is shown now; null while nothing is. Read at each event, so that the listeners need no renewal. */
  readonly target: () => GestureTarget | null;
  readonly setViewport: (viewport: Viewport) => void;
  /** Pointed at, in CSS px of the pane. */
  readonly point: (x: number, y: number) => void;
  /** Clicked or tapped without a drag, in CSS px of the pane. */
  readonly choose: (x: number, y: number) => void;
  /** A finger rests on the picture, or left it after that. */
  readonly press: (on: boolean) => void;
  /** Two fingers rest on the picture, or one of them left it after that. */
  readonly hold: (on: boolean) => void;
  /** Double click or double tap. */
  readonly toggleZoom: (x: number, y: number) => void;
}

/** How long a finger rests, and within how many CSS px, before it opens the loupe. */
const PRESS_MS = 500;
const PRESS_SLOP = 8;
/** How long two fingers rest before they show what was before edits. */
const HOLD_MS = 250;
const WHEEL = 0.0018;
/** Chromium reports a trackpad's pinch as a wheel with Ctrl, in finer steps. */
const PINCH_WHEEL = 0.01;

/** Wheel and pinch zoom, drag pans, hovering and tapping point. */
export function useGestures(element: RefObject<HTMLElement | null>, latest: Handlers): void {
  const handlers = useRef(latest);
  useEffect(() => {
    handlers.current = latest;
  });
  useEffect(() => {
    const node = element.current;
    if (!node) return;
    const pointers = new Map<number, { x: number; y: number }>();
    /** The place at which a click may have begun. */
    let began: { readonly x: number; readonly y: number } | null = null;
    let press: { x: number; y: number; held: boolean; timer: ReturnType<typeof setTimeout> } | null = null;
    let hold: {
      from: ReadonlyMap<number, { x: number; y: number }>;
      held: boolean;
      timer: ReturnType<typeof setTimeout>;
    } | null = null;
    const local = (event: MouseEvent): { x: number; y: number } => {
      const box = node.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };

    const onWheel = (event: WheelEvent): void => {
      const target = handlers.current.target();
      if (!target) return;
      event.preventDefault();
      const { x, y } = local(event);
      const factor = Math.exp(-event.deltaY * (event.ctrlKey ? PINCH_WHEEL : WHEEL) * (event.deltaMode === 1 ? 16 : 1));
      handlers.current.setViewport(zoomAt(target.viewport, factor, x, y, target.space, target.pane));
    };

    const onDown = (event: PointerEvent): void => {
      if (event.button !== 0) return;
      pointers.set(event.pointerId, local(event));
      node.setPointerCapture(event.pointerId);
      began = pointers.size === 1 ? local(event) : null;
      if (began) handlers.current.point(began.x, began.y);
      if (event.pointerType === 'touch' && pointers.size === 1) startPress(local(event));
      else stopPress();
      stopHold();
      if (event.pointerType === 'touch' && pointers.size === 2) startHold();
    };

    const startHold = (): void => {
      hold = {
        from: new Map(pointers),
        held: false,
        timer: setTimeout(() => {
          if (hold) hold.held = true;
          handlers.current.hold(true);
        }, HOLD_MS),
      };
    };
    const stopHold = (): void => {
      clearTimeout(hold?.timer);
      if (hold?.held) handlers.current.hold(false);
      hold = null;
    };

    // A finger that rests points from then on, and does not pan.
    const startPress = (at: { x: number; y: number }): void => {
      press = {
        ...at,
        held: false,
        timer: setTimeout(() => {
          if (press) press.held = true;
          handlers.current.press(true);
        }, PRESS_MS),
      };
    };
    const stopPress = (): void => {
      clearTimeout(press?.timer);
      if (press?.held) handlers.current.press(false);
      press = null;
    };
    // The browser would scroll the page instead when the picture fits the pane.
    const onTouchMove = (event: TouchEvent): void => {
      if (press?.held) event.preventDefault();
    };
    const onContextMenu = (event: Event): void => {
      if (press) event.preventDefault();
    };

    const onMove = (event: PointerEvent): void => {
      const at = local(event);
      const before = pointers.get(event.pointerId);
      const target = handlers.current.target();
      if (!before) {
        if (event.pointerType === 'mouse') handlers.current.point(at.x, at.y);
        return;
      }
      if (!target) return;
      if (press?.held) {
        pointers.set(event.pointerId, at);
        handlers.current.point(at.x, at.y);
        return;
      }
      if (hold?.held) {
        pointers.set(event.pointerId, at);
        return;
      }
      const start = hold?.from.get(event.pointerId);
      if (start && Math.hypot(at.x - start.x, at.y - start.y) > PRESS_SLOP) stopHold();
      if (press && Math.hypot(at.x - press.x, at.y - press.y) > PRESS_SLOP) stopPress();
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      pointers.set(event.pointerId, at);
      if (other) {
        const distance = (a: { x: number; y: number }): number => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
        const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
        const zoomed = zoomAt(
          target.viewport,
          distance(at) / distance(before),
          middle.x,
          middle.y,
          target.space,
          target.pane,
        );
        handlers.current.setViewport(
          panBy(zoomed, (at.x - before.x) / 2, (at.y - before.y) / 2, target.space, target.pane),
        );
      } else if (target.viewport.zoom > 1 || event.pointerType === 'mouse') {
        handlers.current.setViewport(
          panBy(target.viewport, at.x - before.x, at.y - before.y, target.space, target.pane),
        );
      }
    };

    const onUp = (event: PointerEvent): void => {
      const { x, y } = local(event);
      if (event.type === 'pointerup' && began && !press?.held && Math.hypot(x - began.x, y - began.y) <= PRESS_SLOP)
        handlers.current.choose(x, y);
      began = null;
      pointers.delete(event.pointerId);
      stopPress();
      stopHold();
    };
    const stopWatching = whenLeft(() => {
      pointers.clear();
      stopPress();
      stopHold();
    });
    const onDouble = (event: MouseEvent): void => {
      const { x, y } = local(event);
      handlers.current.toggleZoom(x, y);
    };

    // Not passive: the wheel zooms the picture and not the page.
    node.addEventListener('wheel', onWheel, { passive: false });
    node.addEventListener('touchmove', onTouchMove, { passive: false });
    node.addEventListener('contextmenu', onContextMenu);
    node.addEventListener('pointerdown', onDown);
    node.addEventListener('pointermove', onMove);
    node.addEventListener('pointerup', onUp);
    node.addEventListener('pointercancel', onUp);
    node.addEventListener('dblclick', onDouble);
    return () => {
      stopWatching();
      clearTimeout(press?.timer);
      stopHold();
      node.removeEventListener('touchmove', onTouchMove);
      node.removeEventListener('contextmenu', onContextMenu);
      node.removeEventListener('wheel', onWheel);
      node.removeEventListener('pointerdown', onDown);
      node.removeEventListener('pointermove', onMove);
      node.removeEventListener('pointerup', onUp);
      node.removeEventListener('pointercancel', onUp);
      node.removeEventListener('dblclick', onDouble);
    };
  }, [element]);
}
