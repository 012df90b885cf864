import {
  createContext,
  useState,
  use,
  useSyncExternalStore,
  type ComponentProps,
  type ReactElement,
  type ReactNode,
} from 'react';
import { loadPart } from '../../state/parts';
import { PanelTerms } from './words/panel-terms';

/** Draws a text with its terms marked. */
type Draw = (panel: PanelTerms, text: ReactNode) => ReactElement;

const Panel = createContext<PanelTerms | null>(null);

let draw: Draw | null = null;
let asked = false;
const listeners = new Set<() => void>();
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const present = (): Draw | null => draw;
const absent = (): null => null;

/** Asks for the glossary, from when on terms are marked. What does not come is asked for with the next call. */
export function explainWords(): void {
  if (asked) return;
  asked = true;
  loadPart(() => import('./words/marked')).then(
    ({ default: Marked }) => {
      draw = (panel, text) => <Marked panel={panel}>{text}</Marked>;
      for (const listener of listeners) listener();
    },
    () => {
      asked = false;
    },
  );
}

/** Around a panel: the first of its texts that has a term of the glossary explains it. */
export function WordsPanel({ children }: { readonly children: ReactNode }) {
  const [terms] = useState(() => new PanelTerms());
  return <Panel value={terms}>{children}</Panel>;
}

/** A text of a panel: its terms can be pointed at, focused and touched for what they mean. */
export function Words({ children }: { readonly children: ReactNode }) {
  const panel = use(Panel);
  const drawMarked = useSyncExternalStore(subscribe, present, absent);
  if (children === '' || children === null || children === undefined) return null;
  // In an element of its own: a translator may have replaced what is in it.
  return panel && drawMarked ? drawMarked(panel, children) : <span className="panel-text">{children}</span>;
}

/** A paragraph of a panel. What a screen reader reads out as it changes (a status, an alert) has no marks. */
export function P({ children, ...rest }: ComponentProps<'p'>) {
  return <p {...rest}>{rest.role || rest['aria-live'] ? children : <Words>{children}</Words>}</p>;
}
