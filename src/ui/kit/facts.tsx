import type { ReactNode } from 'react';
import { Words } from './words';

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
  /** Set in the face of words instead of numbers. */
  readonly words?: boolean;
}

/** Names and values in one or two columns. */
export function Facts({ facts, single = false }: { facts: readonly Fact[]; single?: boolean }) {
  return (
    <dl className={single ? 'facts single' : 'facts'}>
      {facts.map(({ name, value, words }) => (
        <div key={name}>
          <dt>
            <Words>{name}</Words>
          </dt>
          <dd className={words ? 'words' : ''} translate={words ? undefined : 'no'}>
            {words ? <Words>{value}</Words> : value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The numbers that a view is about, two at most. */
export function Headlines({ facts }: { facts: readonly (Fact & { unit?: string })[] }) {
  return (
    <dl className="headlines">
      {facts.map(({ name, value, unit }) => (
        <div key={name}>
          <dt>
            <Words>{name}</Words>
          </dt>
          <dd translate="no">
            <span>{value}</span>
            {unit ? <small>{unit}</small> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
