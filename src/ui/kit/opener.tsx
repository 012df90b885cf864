import { useId, useRef, useState, type ReactNode, type RefObject } from 'react';
import { Button, type ButtonProps, type PressEvent } from 'react-aria-components';
import type { Elements } from './elements';
import { LateOver } from './late-over';
import { Opening } from './opening';

/** What an opener tells that which it opened. */
export interface Opened {
  /** The button: where the popover hangs, and what gives it its name. */
  readonly triggerRef: RefObject<HTMLButtonElement | null>;
  readonly labelledBy: string;
  /** The entry that gets the focus; null where a pointer opened it. */
  readonly focus: 'first' | 'last' | null;
  readonly close: () => void;
}

type Key = Parameters<NonNullable<ButtonProps['onKeyDown']>>[0];

interface OpenerProps {
  readonly kind: 'menu' | 'listbox' | 'dialog';
  readonly className?: string;
  readonly label?: string | undefined;
  /** Asks for the code of the body; called before it is needed. */
  readonly preload: () => Promise<unknown>;
  readonly body: (opened: Opened) => ReactNode;
  /** Further keys on the closed button; true says that a key was taken. */
  readonly onKey?: (event: Key) => boolean;
  readonly children: Elements;
}

const NAMES = { menu: 'The menu', listbox: 'The list', dialog: 'The panel' } as const;
const FOCUS = { Enter: 'first', ' ': 'first', ArrowDown: 'first', ArrowUp: 'last' } as const;

/**
 * A button that opens a popover. The first picture needs none, so their code comes later: when the pointer or the focus
 * is on the button, or with the press. Menus and lists open when the pointer goes down, as those of the system do.
 */
export function Opener({ kind, className, label, preload, body, onKey, children }: OpenerProps) {
  const triggerRef = useRef<HTMLButtonElement>(null);
  const labelledBy = useId();
  const [focus, setFocus] = useState<'first' | 'last' | null | 'closed'>('closed');
  const isOpen = focus !== 'closed';
  const close = (): void => setFocus('closed');
  const ahead = (): void => void preload().catch(() => undefined);
  const toggle = (next: 'first' | 'last' | null): void => {
    // What closes gives the focus back to where it was.
    triggerRef.current?.focus({ preventScroll: true });
    setFocus(isOpen ? 'closed' : next);
  };
  // Until the focus is in what opened, Escape comes here.
  const escapes = (event: Key): boolean => {
    if (!isOpen || event.key !== 'Escape') return false;
    close();
    return true;
  };
  const handlers: ButtonProps =
    kind === 'dialog'
      ? {
          onPress: () => toggle(null),
          onKeyDown: (event: Key) => {
            if (!escapes(event)) event.continuePropagation();
          },
        }
      : {
          preventFocusOnPress: true,
          onPressStart: ({ pointerType }: PressEvent) => {
            if (pointerType !== 'touch' && pointerType !== 'keyboard')
              toggle(pointerType === 'virtual' ? 'first' : null);
          },
          onPress: ({ pointerType }: PressEvent) => {
            if (pointerType === 'touch') toggle(null);
          },
          onKeyDown: (event: Key) => {
            const next = event.ctrlKey || event.metaKey ? undefined : FOCUS[event.key as keyof typeof FOCUS];
            if (escapes(event)) return;
            if (onKey?.(event)) event.preventDefault();
            // An arrow says where the focus will go while the code is on its way.
            else if (next && isOpen && event.key.startsWith('Arrow')) setFocus(next);
            else if (next) toggle(next);
            else event.continuePropagation();
          },
        };
  return (
    <>
      <Button
        ref={triggerRef}
        id={labelledBy}
        aria-expanded={isOpen}
        onHoverStart={ahead}
        onFocus={ahead}
        {...handlers}
        {...(className ? { className } : {})}
        {...(label ? { 'aria-label': label } : {})}
        {...(kind === 'dialog' ? {} : { 'aria-haspopup': kind })}
      >
        {children}
      </Button>
      {isOpen ? (
        <LateOver name={NAMES[kind]} waiting={<Opening triggerRef={triggerRef} close={close} />} onClose={close}>
          {body({ triggerRef, labelledBy, focus, close })}
        </LateOver>
      ) : null}
    </>
  );
}
