import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Toast } from '../../state/state-types';
import { useActions, useLab } from '../lab-context';

const SECONDS = { info: 6, error: 15 } as const;

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
  const { dismiss } = useActions();
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismiss(toast.id), SECONDS[toast.kind] * 1000);
    return () => clearTimeout(timer);
  }, [held, toast, dismiss]);
  const hold = { onPointerEnter: () => setHeld(true), onPointerLeave: () => setHeld(false) };
  return (
    <div className={`toast ${toast.kind}`} {...hold} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
      <span>{toast.text}</span>
      <Button className="button only-icon" aria-label="Close this message" onPress={() => dismiss(toast.id)}>
        <X className="icon" aria-hidden />
      </Button>
    </div>
  );
}
