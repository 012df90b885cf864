import { ChevronDown, ChevronRight, Table2 } from 'lucide-react';
import { createContext, use, useState, type ComponentType, type ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading, ToggleButton } from 'react-aria-components';
import type { StatsTensor } from '../../core/tensor';
import { whyAbsent } from '../../state/versions';
import { PanelBoundary } from './boundary';
import { useActions, useLab } from '../lab-context';
import { Late } from './late';
import { P, WordsPanel } from './words';

/** A drawer as its feature gives it: everything else that lists drawers reads its id and name here. */
export interface DrawerDescription {
  /** Whether it is open is remembered under this id. */
  readonly id: string;
  readonly name: string;
  /** Tensors without which it has nothing to show; it says why they are not there. */
  readonly needs?: readonly StatsTensor[];
  /** Renders one <Drawer>. */
  readonly Component: ComponentType;
}

interface DrawerProps {
  /** What a closed drawer still tells. */
  readonly headline?: ReactNode;
  readonly openAtFirst?: boolean;
  /** The same as a table, shown instead of the body when asked for. */
  readonly twin?: ReactNode;
  readonly children: ReactNode;
}

/** The drawer that something is in; files that are saved there are named after it. Null outside of all. */
export const PresentDrawer = createContext<Pick<DrawerDescription, 'id' | 'name'> | null>(null);

/** A drawer as the inspector shows it: in place of what a run has not made stands the reason. */
export function DrawerOf({ drawer }: { readonly drawer: DrawerDescription }) {
  const { needs = [], Component } = drawer;
  const why = useLab((state) => whyAbsent(state, 'shown', ...needs));
  return (
    <PresentDrawer value={drawer}>
      {why === null ? (
        <Component />
      ) : (
        <Drawer headline="not there">
          <P className="hint">{why}</P>
        </Drawer>
      )}
    </PresentDrawer>
  );
}

/** One row of the inspector that opens; whether it is open outlives a reload. */
export function Drawer({ headline, openAtFirst = false, twin, children }: DrawerProps) {
  const description = use(PresentDrawer);
  if (!description) throw new Error('A drawer stands in no PresentDrawer');
  const { id, name } = description;
  const { setDrawer } = useActions();
  const isOpen = useLab((state) => state.drawers[id] ?? openAtFirst);
  const [asTable, setAsTable] = useState(false);
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <Disclosure
      className="drawer"
      data-drawer={id}
      isExpanded={isOpen}
      onExpandedChange={(open) => setDrawer(id, open)}
    >
      <div className="drawer-head">
        <Heading level={3}>
          <Button slot="trigger">
            <Chevron className="icon small" aria-hidden />
            <span>{name}</span>
            <span className="headline">{headline}</span>
          </Button>
        </Heading>
        {isOpen && twin ? (
          <ToggleButton className="twin" aria-label={`${name} as a table`} isSelected={asTable} onChange={setAsTable}>
            <Table2 size={14} strokeWidth={1.5} aria-hidden />
          </ToggleButton>
        ) : null}
      </div>
      <DisclosurePanel>
        <div className="drawer-body">
          {isOpen ? (
            <PanelBoundary name={name}>
              <WordsPanel>{asTable && twin ? twin : children}</WordsPanel>
            </PanelBoundary>
          ) : null}
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}

interface LateDrawerProps extends Omit<DrawerProps, 'twin' | 'children'> {
  /** A drawer without a table has no twin. */
  readonly hasTwin?: boolean;
  /** Stands there while the code loads, where the body has a size of its own. */
  readonly waiting?: ReactNode;
  /** Draws late parts: the body, or the same as a table. */
  readonly body: (asTable: boolean) => ReactNode;
}

/** A drawer whose code is loaded when it first opens. */
export function LateDrawer({
  hasTwin = true,
  waiting = <p className="hint">Loading…</p>,
  body,
  ...drawer
}: LateDrawerProps) {
  const late = (asTable: boolean): ReactNode => <Late waiting={waiting}>{body(asTable)}</Late>;
  return (
    <Drawer {...drawer} twin={hasTwin ? late(true) : undefined}>
      {late(false)}
    </Drawer>
  );
}
