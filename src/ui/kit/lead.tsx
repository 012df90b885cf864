import type { ReactNode } from 'react';
import { Words } from './words';

interface LeadProps {
  readonly children: ReactNode;
  /** What says more: a paper, or its section. */
  readonly href: string;
  readonly name: string;
}

/** The line that a drawer opens with: what it shows in a student's words, and where to read on. */
export function Lead({ children, href, name }: LeadProps) {
  return (
    <p className="hint">
      <span>
        <Words>{children}</Words>
      </span>{' '}
      <a href={href} target="_blank" rel="noreferrer">
        {name}
      </a>
    </p>
  );
}
