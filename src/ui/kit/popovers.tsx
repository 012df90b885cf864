import {
  ListBox,
  ListBoxItem,
  Menu,
  OverlayTriggerStateContext,
  Popover,
  Select,
  type MenuProps,
} from 'react-aria-components';
import type { Elements } from './elements';
import type { Opened } from './opener';
import type { PickOption } from './pick';

interface PanelProps {
  readonly opened: Opened;
  /** Name of the panel. */
  readonly label: string;
  readonly children: Elements;
}

const hanging = ({ triggerRef, close }: Opened) => ({
  className: 'popover',
  triggerRef,
  isOpen: true,
  onOpenChange: (open: boolean) => {
    if (!open) close();
  },
});

/** A small dialog that hangs at the button that opened it. */
export function PopoverPanel({ opened, label, children }: PanelProps) {
  const { close } = opened;
  const none = (): void => undefined;
  // The content of the panel only uses `close`.
  const state = { isOpen: true, open: none, close, toggle: close, setOpen: close, point: null, setPoint: none };
  return (
    <Popover {...hanging(opened)} placement="bottom end" aria-label={label}>
      <OverlayTriggerStateContext value={state}>{children}</OverlayTriggerStateContext>
    </Popover>
  );
}

interface PopoverMenuProps extends Pick<MenuProps<object>, 'disabledKeys' | 'children'> {
  readonly opened: Opened;
  readonly placement: 'bottom start' | 'bottom end';
  readonly onAction: (key: string) => void;
}

/** A menu that hangs at the button that opened it. */
export function PopoverMenu({ opened, placement, onAction, ...menu }: PopoverMenuProps) {
  return (
    <Popover {...hanging(opened)} aria-labelledby={opened.labelledBy} trigger="MenuTrigger" placement={placement}>
      <Menu
        className="options"
        aria-labelledby={opened.labelledBy}
        autoFocus={opened.focus ?? true}
        onClose={opened.close}
        onAction={(key) => onAction(String(key))}
        {...menu}
      />
    </Popover>
  );
}

interface PickListProps<T extends string> {
  readonly opened: Opened;
  readonly options: readonly PickOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** What a Pick opens. The button is the Pick's own, so the Select itself has nothing to show. */
export function PickList<T extends string>({ opened, options, value, onChange }: PickListProps<T>) {
  const { isOpen, onOpenChange, ...popover } = hanging(opened);
  return (
    <Select
      hidden
      aria-labelledby={opened.labelledBy}
      {...{ isOpen, onOpenChange }}
      value={value}
      onChange={(key) => {
        if (key !== null) onChange(key as T);
      }}
    >
      <Popover {...popover} aria-labelledby={opened.labelledBy} offset={4}>
        <ListBox className="options" aria-labelledby={opened.labelledBy}>
          {options.map(({ id, text }) => (
            <ListBoxItem key={id} id={id} className="option" textValue={text}>
              <span>{text}</span>
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
