import { createContext, use } from 'react';
import { useActions } from './lab-context';
import { readClipboard } from './kit/clipboard';

export type DialogName =
  'link' | 'samples' | 'models' | 'help' | 'palette' | 'camera' | 'export' | 'about' | 'glossary';

/** Dialogs that more than one control opens. */
export interface Dialogs {
  readonly pickFile: () => void;
  readonly show: (name: DialogName) => void;
}

export const DialogsContext = createContext<Dialogs | null>(null);

export function useDialogs(): Dialogs {
  const dialogs = use(DialogsContext);
  if (!dialogs) throw new Error('Dialogs are provided by <App>.');
  return dialogs;
}

/** Opens what the clipboard holds, and says when that is not a picture. */
export function usePaste(): () => void {
  const actions = useActions();
  return () => {
    readClipboard().then(
      (blob) => {
        if (blob) actions.show(blob);
        else actions.inform('The clipboard holds no picture. Copy one, then paste it here.');
      },
      () => actions.inform('This browser gives no access to the clipboard here. Press Ctrl V instead.'),
    );
  };
}
