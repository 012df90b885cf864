import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { Toolbar } from 'react-aria-components';

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowLeft: -1 };

/** The blocks as one stop of the Tab key: arrows of all four directions go from block to block. */
export function BlockBar({ className, children }: { readonly className: string; readonly children: ReactNode }) {
  const bar = useRef<HTMLDivElement>(null);
  const step = (event: KeyboardEvent): void => {
    const by = STEPS[event.key];
    if (!by || !bar.current) return;
    const blocks = [...bar.current.querySelectorAll<HTMLElement>('.net-block')];
    blocks[blocks.indexOf(document.activeElement as HTMLElement) + by]?.focus();
    event.preventDefault();
  };
  return (
    <Toolbar ref={bar} className={className} orientation="vertical" aria-label="Blocks of the network">
      <div onKeyDown={step} className="net-flow">
        {children}
      </div>
    </Toolbar>
  );
}
