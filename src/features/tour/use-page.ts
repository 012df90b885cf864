import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

const TRIES = 30;

/** Runs until it says that it is done, once a frame. Returns what stops it. */
function eachFrame(work: () => boolean): () => void {
  let left = TRIES;
  let frame = 0;
  const again = (): void => {
    if (!work() && (left -= 1) > 0) frame = requestAnimationFrame(again);
  };
  frame = requestAnimationFrame(again);
  return () => cancelAnimationFrame(frame);
}

/** Puts the focus on what it gives when that appears; when it goes, the focus goes back to where it was, or to the stage. */
export function useFocus(): RefObject<HTMLHeadingElement | null> {
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const card = title.current?.closest('section');
    const before = document.activeElement as HTMLElement | null;
    const stop = eachFrame(() => {
      // A dialog keeps the focus inside, and gives it back when it closes.
      if (document.querySelector('.modal')) return false;
      title.current?.focus({ preventScroll: true });
      return true;
    });
    return () => {
      stop();
      if (!card?.contains(document.activeElement)) return;
      const tab = document.querySelector<HTMLElement>('[role=tab][aria-selected=true]');
      const isThere = before?.isConnected && before !== document.body;
      (isThere ? before : tab)?.focus({ preventScroll: true });
    };
  }, []);
  return title;
}

/** Keeps the step in the address, so that a link can be copied and a reload goes on; settings of a link are left there. */
export function useAddress(step: number): void {
  useEffect(() => {
    if (!location.hash.includes('settings=')) history.replaceState(null, '', `#tour=${step}`);
  }, [step]);
  useEffect(
    () => () => {
      if (location.hash.startsWith('#tour=')) history.replaceState(null, '', location.pathname + location.search);
    },
    [],
  );
}

/** Brings the drawer of a step into view where the inspector scrolls by itself; the page is not moved under the viewer. */
export function useInView(drawer: string): void {
  useEffect(
    () =>
      eachFrame(() => {
        if (!window.matchMedia('(min-width: 960px)').matches) return true;
        const head = document.querySelector(`[data-drawer="${drawer}"]`);
        const panel = head?.closest('.inspector');
        if (head && panel) panel.scrollTop += head.getBoundingClientRect().top - panel.getBoundingClientRect().top;
        // What stands above it may still grow.
        return false;
      }),
    [drawer],
  );
}
