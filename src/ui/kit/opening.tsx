import { useLayoutEffect, useRef, type RefObject } from 'react';
import { createPortal } from 'react-dom';

/** The room between a button and what it opens, and the least room at the sides of the screen, in CSS px. */
const [GAP, EDGE] = [8, 12];

interface OpeningProps {
  /** The button where it hangs. */
  readonly triggerRef: RefObject<HTMLButtonElement | null>;
  readonly close: () => void;
}

/** Stands where a popover will hang while its code is on its way. Leaving the button gives up. */
export function Opening({ triggerRef, close }: OpeningProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const [trigger, popover] = [triggerRef.current, box.current];
    if (!trigger || !popover) return;
    const { left, bottom } = trigger.getBoundingClientRect();
    popover.style.top = `${Math.min(bottom + GAP, innerHeight - popover.offsetHeight - EDGE)}px`;
    popover.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - popover.offsetWidth - EDGE))}px`;
    // The window may lose the keyboard meanwhile: the button keeps the focus then.
    const onBlur = (): void => {
      if (document.activeElement !== trigger) close();
    };
    trigger.addEventListener('blur', onBlur);
    return () => trigger.removeEventListener('blur', onBlur);
  }, [triggerRef, close]);
  return createPortal(
    <div ref={box} className="popover opening" role="status">
      Loading…
    </div>,
    document.body,
  );
}
