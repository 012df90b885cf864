import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { LabActions } from '../../../state/lab';
import type { Toast, ToastAction } from '../../../state/state-types';
import { useActions, useLab } from '../../lab-context';

const SECONDS = { info: 6, error: 15 } as const;
/** What can be pressed needs time to be read, found and reached. */
const SECONDS_WITH_BUTTON = 30;
const ACTIONS: Record<ToastAction, { readonly text: string; readonly act: (actions: LabActions) => void }> = {
  'undo-opening': { text: 'Undo', act: ({ undoOpening }) => undoOpening() },
  'start-fresh': { text: 'Start fresh', act: ({ startFresh }) => startFresh() },
};

/** Short messages at the bottom. They wait while the pointer or the focus is on them, and stay in the log. */
export function Toasts() {
  const toasts = useLab((state) => state.toasts);
  return (
    <section className="toasts" role="status" aria-label="Messages">
      {toasts.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function OneToast({ toast }: { toast: Toast }) {
  const actions = useActions();
  const { dismiss } = actions;
  const action = toast.action ? ACTIONS[toast.action] : null;
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(
      () => dismiss(toast.id),
      (toast.action ? SECONDS_WITH_BUTTON : SECONDS[toast.kind]) * 1000,
    );
    return () => clearTimeout(timer);
  }, [held, toast, dismiss]);
  const hold = { onPointerEnter: () => setHeld(true), onPointerLeave: () => setHeld(false) };
  return (
    <div className={`toast ${toast.kind}`} {...hold} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
      <span>{toast.text}</span>
      {action ? (
        <Button
          className="button small solid"
          onPress={() => {
            dismiss(toast.id);
            action.act(actions);
          }}
        >
          <span>{action.text}</span>
        </Button>
      ) : null}
      <Button className="button only-icon" aria-label="Close this message" onPress={() => dismiss(toast.id)}>
        <X className="icon" aria-hidden />
      </Button>
    </div>
  );
}
