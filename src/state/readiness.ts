import type { StoreApi } from 'zustand/vanilla';
import type { ErrorInfo } from '../core/errors';
import type { LabState } from './state-types';

/**
 * Whether a device and a model have come up: resolves with the first start that works, rejects with one that fails, and
 * waits anew when that one is tried again, by whatever button.
 */
export function watchReadiness(store: StoreApi<LabState>): { readonly ready: Promise<void> } {
  let state: 'pending' | 'failed' | 'ready' = 'pending';
  let settle: { resolve: () => void; reject: (error: ErrorInfo | null) => void };
  const wait = (): Promise<void> => {
    const promise = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
    // Nobody may be looking at it.
    promise.catch(() => undefined);
    return promise;
  };
  let ready = wait();
  store.subscribe(({ session: { status, error } }) => {
    if (state === 'ready' || status === 'idle') return;
    if (status === 'loading' && state === 'failed') [state, ready] = ['pending', wait()];
    else if (status === 'ready') {
      state = 'ready';
      settle.resolve();
    } else if (status === 'failed' && state === 'pending') {
      state = 'failed';
      settle.reject(error);
    }
  });
  return {
    get ready() {
      return ready;
    },
  };
}
