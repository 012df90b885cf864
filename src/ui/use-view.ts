import { useEffect, useState } from 'react';
import type { RenderedView } from '../core/protocol';
import type { ViewRequest } from '../core/view';
import type { LabState } from '../state/state-types';
import { useLab, useLabObject } from './lab-context';

/**
 * Which version of the data a view shows: the picture's as soon as it is open, the run's for everything else.
 * Null while there is nothing of the present picture to show.
 */
export function versionOf(state: LabState, request: ViewRequest): string | null {
  const { picture, result } = state;
  if (!picture) return null;
  if (request.kind === 'picture' && request.tensor === 'input') return `picture ${picture.version}`;
  if (result?.picture !== picture.version) return null;
  if ('raw' in request && request.raw) return `bands ${picture.version}`;
  return `job ${result.summary.job}`;
}

export interface ShownView {
  readonly view: RenderedView;
  readonly request: ViewRequest;
  /** Of the picture; a camera that was set for another one does not fit. */
  readonly version: string;
}

/**
 * The bitmap of a request. While a newer one is drawn the old one stays, as long as it belongs to the same
 * picture; null when there is none. The bitmap is borrowed from the cache: never close it.
 */
export function useView(request: ViewRequest | null): ShownView | null {
  const { views } = useLabObject();
  const version = useLab((state) => (request ? versionOf(state, request) : null));
  const key = request ? JSON.stringify(request) : '';
  const [shown, setShown] = useState<ShownView | null>(null);

  useEffect(() => {
    if (version === null || key === '') return;
    const wanted = JSON.parse(key) as ViewRequest;
    let live = true;
    views.acquire(version, wanted).then(
      (view) => {
        if (live) setShown({ view, request: wanted, version });
      },
      // A failed view shows as an empty frame; the run or the session says why.
      () => undefined,
    );
    return () => {
      live = false;
      // The next view needs a moment; until then this bitmap must stay open.
      setTimeout(() => views.release(version, wanted), 2000);
    };
  }, [views, version, key]);

  return version === null || request === null ? null : shown;
}
