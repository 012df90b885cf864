import { ChevronDown, ChevronRight, Table2 } from 'lucide-react';
import { createContext, useState, type ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading, ToggleButton } from 'react-aria-components';
import { PanelBoundary } from './boundary';
import { useActions, useLab } from '../lab-context';

interface DrawerProps {
  readonly id: string;
  readonly name: string;
  /** What a closed drawer still tells. */
  readonly headline?: ReactNode;
  readonly openAtFirst?: boolean;
  /** The same as a table, shown instead of the body when asked for. */
  readonly twin?: ReactNode;
  readonly children: ReactNode;
}

/** Name of the drawer that something is in: files that are saved there are named after it. */
export const DrawerName = createContext('table');

/** One row of the inspector that opens; whether it is open outlives a reload. */
export function Drawer({ id, name, headline, openAtFirst = false, twin, children }: DrawerProps) {
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
              <DrawerName value={name}>{asTable && twin ? twin : children}</DrawerName>
            </PanelBoundary>
          ) : null}
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}
