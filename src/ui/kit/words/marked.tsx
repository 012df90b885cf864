import {
  Children,
  Fragment,
  cloneElement,
  isValidElement,
  useId,
  useLayoutEffect,
  useSyncExternalStore,
  type ReactElement,
  type ReactNode,
} from 'react';
import { termsIn } from './find';
import type { PanelTerms } from './panel-terms';
import { TermWord } from './term';

interface Props {
  readonly panel: PanelTerms;
  readonly children: ReactNode;
}

/** Elements whose own text is text of the panel. */
const INLINE = new Set<unknown>([Fragment, 'span', 'b', 'strong', 'em', 'i', 'small']);

const inside = (node: ReactNode): ReactElement<{ children?: ReactNode }> | null =>
  isValidElement<{ children?: ReactNode; translate?: string }>(node) &&
  INLINE.has(node.type) &&
  node.props.translate !== 'no'
    ? node
    : null;

function textOf(node: ReactNode): string {
  return Children.toArray(node)
    .map((each) => (typeof each === 'string' ? each : textOf(inside(each)?.props.children)))
    .join('\n');
}

/** Puts a TermWord in place of the first occurrence of each term in `left`, and takes it out of there. */
function mark(node: ReactNode, left: Set<string>): ReactNode {
  return Children.map(node, (each) => {
    if (typeof each === 'string') return each.trim() ? markText(each, left) : each;
    const element = inside(each);
    return element ? cloneElement(element, {}, mark(element.props.children, left)) : each;
  });
}

function markText(text: string, left: Set<string>): ReactElement {
  const parts: ReactElement[] = [];
  const names: string[] = [];
  let at = 0;
  for (const { term, start, end } of termsIn(text)) {
    if (!left.delete(term.name)) continue;
    if (start > at) parts.push(<span key={at}>{text.slice(at, start)}</span>);
    parts.push(
      <TermWord key={term.name} term={term}>
        {text.slice(start, end)}
      </TermWord>,
    );
    names.push(term.name);
    at = end;
  }
  if (parts.length === 0) return <span key="plain">{text}</span>;
  if (at < text.length) parts.push(<span key="rest">{text.slice(at)}</span>);
  // With other terms it is another element: a translator may have replaced what is in it.
  return <span key={names.join('|')}>{parts}</span>;
}

/** A text in which the terms that it explains are marked. */
export default function Marked({ panel, children }: Props) {
  const id = useId();
  const found = [...new Set(termsIn(textOf(children)).map(({ term }) => term.name))].join('|');
  useLayoutEffect(() => (found ? panel.add(id, found.split('|')) : undefined), [panel, id, found]);
  const own = useSyncExternalStore(panel.subscribe, () => panel.of(id));
  return <span className="panel-text">{mark(children, new Set(own.split('|')))}</span>;
}
