import type { ReactElement } from 'react';
import { Tooltip, TooltipTrigger } from 'react-aria-components';

/** A tooltip with the key of the same action. It repeats the control's name, and is never the only place of a fact. */
export function Tip({ text, keys, children }: { text: string; keys?: string; children: ReactElement }) {
  return (
    <TooltipTrigger delay={500}>
      {children}
      <Tooltip className="tooltip" offset={6}>
        <span>{text}</span>
        {keys ? <kbd>{keys}</kbd> : null}
      </Tooltip>
    </TooltipTrigger>
  );
}
