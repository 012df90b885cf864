import type { StoreApi } from 'zustand/vanilla';
import type { ErrorInfo } from '../core/errors';
import type { LabState, Toast, ToastAction } from './state-types';

const MAX_LOG = 100;
const MAX_TOASTS = 3;

/** Toasts at the bottom of the page; each also stays in the log of the help sheet. */
export function messageActions(store: StoreApi<LabState>) {
  let nextId = 1;
  const say = (kind: Toast['kind'], text: string, action?: ToastAction): void => {
    const toast: Toast = { id: nextId++, kind, text, time: Date.now(), ...(action && { action }) };
    store.setState(({ toasts, log }) => ({
      // The same sentence twice in a row is one toast that starts anew, and a button stands there once.
      toasts: [...toasts.filter((other) => other.text !== text && !(action && other.action === action)), toast].slice(
        -MAX_TOASTS,
      ),
      log: [...log, toast].slice(-MAX_LOG),
    }));
  };
  return {
    inform: (text: string, action?: ToastAction): void => say('info', text, action),
    /** Says an error, except 'aborted': whoever stops something knows it. */
    complain: (error: ErrorInfo): void => {
      if (error.code !== 'aborted') say('error', error.message);
    },
    dismiss: (id: number): void =>
      store.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
  };
}

export type MessageActions = ReturnType<typeof messageActions>;
