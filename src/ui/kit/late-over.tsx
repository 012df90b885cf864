import type { ReactNode } from 'react';
import { useActions } from '../lab-context';
import { PanelBoundary } from './boundary';
import { Late } from './late';

interface LateOverProps {
  /** How the page calls it. */
  readonly name: string;
  /** Shown while its code loads. */
  readonly waiting?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A Late around what opens over the page. Where it cannot be shown it closes, and a toast says why. */
export function LateOver({ name, waiting, onClose, children }: LateOverProps) {
  const { complain } = useActions();
  const closeWith = (code: 'fetch-failed' | 'internal') => (message: string) => {
    complain({ code, message });
    onClose();
  };
  return (
    <PanelBoundary name={name} onStop={closeWith('internal')}>
      <Late waiting={waiting} onFail={closeWith('fetch-failed')}>
        {children}
      </Late>
    </PanelBoundary>
  );
}
