import { useSyncExternalStore } from 'react';

/** The element of the panes, for panels that stand on it from elsewhere; it goes while a sheet stands in the viewer's place. */
let host: Element | null = null;
const listeners = new Set<() => void>();

export function panesRef(element: Element | null): void {
  host = element;
  for (const tell of listeners) tell();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePanes(): Element | null {
  return useSyncExternalStore(subscribe, () => host);
}
