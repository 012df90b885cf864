import { useEffect, useRef, useState } from 'react';
import { Button, Input, SearchField } from 'react-aria-components';
import passages from '../../../docs/numbers.md?passages';
import { Sheet } from '../../ui/kit/sheet';
import { GLOSSARY } from '../../ui/kit/words/glossary';
import { takeLookedUp } from '../../ui/kit/words/look-up';
import type { Term } from '../../ui/kit/words/terms/term';
import { P } from '../../ui/kit/words';
import './glossary.css';
import { matching } from './matching';

/** All words of the glossary, to be read and searched. It opens at the word whose formula was asked for. */
export default function GlossarySheet({ onClose }: { readonly onClose: () => void }) {
  const [wanted] = useState(takeLookedUp);
  const [query, setQuery] = useState('');
  const terms = matching(GLOSSARY, query);
  return (
    <Sheet title="Glossary" isOpen onClose={onClose}>
      <div className="glossary">
        <SearchField aria-label="Find a word" value={query} onChange={setQuery} autoFocus={wanted === null}>
          <Input className="field" placeholder={`Find one of ${GLOSSARY.length} words`} />
        </SearchField>
        <p className="hidden-visually" role="status">
          {query ? `${terms.length} found` : ''}
        </p>
        {terms.length > 0 ? (
          <dl>
            {terms.map((term) => (
              <Entry key={term.name} term={term} isWanted={term.name === wanted} />
            ))}
          </dl>
        ) : (
          <P className="hint">No word of this page has these letters.</P>
        )}
        <div className="actions">
          <Button className="button solid" onPress={onClose}>
            Close
          </Button>
        </div>
      </div>
    </Sheet>
  );
}

function Entry({ term, isWanted }: { readonly term: Term; readonly isWanted: boolean }) {
  const { name, text, formula, source } = term;
  const [isOpen, setIsOpen] = useState(isWanted);
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isWanted) return;
    row.current?.scrollIntoView({ block: 'start' });
    row.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [isWanted]);
  return (
    <div ref={row} data-term={name}>
      <dt>{name}</dt>
      <dd>
        <span>{text}</span>
        {source ? (
          <a href={source.href} target="_blank" rel="noreferrer">
            {source.name}
          </a>
        ) : null}
        {formula ? (
          <Button
            className="link"
            aria-label={`Formula of ${name}`}
            aria-expanded={isOpen}
            onPress={() => setIsOpen(!isOpen)}
          >
            Formula
          </Button>
        ) : null}
        {formula && isOpen ? (
          // Compiled from our own document when the page is built.
          <div className="glossary-formula" dangerouslySetInnerHTML={{ __html: passages[formula] ?? '' }} />
        ) : null}
      </dd>
    </div>
  );
}
