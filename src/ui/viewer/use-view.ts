import { useEffect, useRef, useState } from 'react';
import type { RenderedView } from '../../core/protocol';
import type { ViewRequest } from '../../core/view/view';
import { seriesOf, versionOf, whyNotShown } from '../../state/versions';
import { useLab, useLabObject } from '../lab-context';

export interface ShownView {
  readonly view: RenderedView;
  readonly request: ViewRequest;
  /** Version of the picture that it was drawn for, or of the first of its frames. */
  readonly picture: number;
}

interface Held {
  readonly version: string;
  readonly request: ViewRequest;
}

/**
 * The bitmap of a request. While a newer one is drawn the old one stays, as long as it belongs to the same
 * picture, or to an earlier frame of the same camera or video; null when there is none. The bitmap is borrowed from the cache: never close it.
 */
export function useView(request: ViewRequest | null): ShownView | null {
  const { views } = useLabObject();
  const version = useLab((state) => (request ? versionOf(state, request) : null));
  const isAbsent = useLab((state) => request !== null && whyNotShown(state, request) !== null);
  const picture = useLab(seriesOf);
  const isFrame = useLab((state) => state.picture?.since !== undefined);
  const key = request ? JSON.stringify(request) : '';
  const [shown, setShown] = useState<ShownView | null>(null);
  const held = useRef<Held | null>(null);

  useEffect(() => {
    if (version === null || key === '') return;
    const next: Held = { version, request: JSON.parse(key) as ViewRequest };
    let live = true;
    let arrived = false;
    views.acquire(next.version, next.request).then(
      (view) => {
        arrived = true;
        if (!live) {
          views.release(next.version, next.request);
          return;
        }
        const before = held.current;
        held.current = next;
        setShown({ view, request: next.request, picture });
        if (before) views.release(before.version, before.request);
      },
      // A failed view leaves what was there; the run or the session says why. The cache has forgotten it.
      () => undefined,
    );
    return () => {
      live = false;
      if (arrived && held.current !== next) views.release(next.version, next.request);
    };
  }, [views, version, key, picture]);

  useEffect(
    () => () => {
      if (held.current) views.release(held.current.version, held.current.request);
      held.current = null;
    },
    [views],
  );

  return isAbsent || (version === null && !isFrame) || request === null || shown?.picture !== picture ? null : shown;
}
