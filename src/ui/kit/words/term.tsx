import { useEffect, useRef, useState, type ComponentProps } from 'react';
import { Button, Popover, Pressable, PreviewTrigger } from 'react-aria-components';
import { useDialogs } from '../../use-open';
import { lookUp } from './look-up';
import type { Term } from './terms/term';
import './words.css';

/**
 * A term in a text. What it means shows while the pointer or the focus is on it, and after a touch. Tab goes on to what
 * comes after the term; Enter goes into the card, to its links.
 */
export function TermWord({ term, children }: { readonly term: Term; readonly children: string }) {
  const { show } = useDialogs();
  const [isOpen, setIsOpen] = useState(false);
  const [isEntered, setIsEntered] = useState(false);
  const links = useRef<HTMLParagraphElement>(null);
  const { name, text, formula, source } = term;
  useEffect(() => {
    if (isEntered) links.current?.querySelector<HTMLElement>('a, button')?.focus();
  }, [isEntered]);
  const toggle = (open: boolean): void => {
    setIsOpen(open);
    if (!open) setIsEntered(false);
  };
  return (
    <PreviewTrigger delay={300} isOpen={isOpen} onOpenChange={toggle}>
      <Pressable
        onPress={({ pointerType }) => {
          setIsOpen(true);
          setIsEntered(pointerType === 'keyboard' || pointerType === 'virtual');
        }}
      >
        <Word isOpen={isOpen}>{children}</Word>
      </Pressable>
      {/* Its label is what a screen reader says of the term, and all of it. */}
      <Popover className="popover term-card" placement="top" offset={4} aria-label={`${name}: ${text}`}>
        <p>
          <b>{name}</b>
          <span>{` ${text}`}</span>
        </p>
        {formula || source ? (
          <p ref={links}>
            {formula ? (
              <Button
                className="link"
                excludeFromTabOrder={!isEntered}
                onPress={() => {
                  toggle(false);
                  lookUp(name);
                  show('glossary');
                }}
              >
                Formula
              </Button>
            ) : null}
            {source ? (
              <a href={source.href} target="_blank" rel="noreferrer" tabIndex={isEntered ? 0 : -1}>
                {source.name}
              </a>
            ) : null}
          </p>
        ) : null}
      </Popover>
    </PreviewTrigger>
  );
}

/** The word itself. Escape closes its card; where that is closed, Escape is for the page: the trigger would keep it. */
function Word({ isOpen, onKeyDown, ...rest }: ComponentProps<'span'> & { readonly isOpen: boolean }) {
  return (
    // No button element: a term of two words breaks like the text around it.
    <span
      {...rest}
      role="button"
      tabIndex={0}
      className="term"
      onKeyDown={(event) => {
        if (isOpen || event.key !== 'Escape') onKeyDown?.(event);
      }}
    />
  );
}
