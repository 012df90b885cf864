import { Fragment, type ReactElement, type ReactNode } from 'react';

/** The few forms that our own documents use: headings, paragraphs, lists, tables, code. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'code'; readonly text: string };

export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split('\n');
  let at = 0;
  const takeWhile = (test: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    while (at < lines.length && test(lines[at] as string)) taken.push(lines[at++] as string);
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at] as string;
    const heading = /^(#+) (.*)/.exec(line);
    if (line.trim() === '') at += 1;
    else if (heading) {
      blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' });
      at += 1;
    } else if (line.startsWith('```')) {
      at += 1;
      blocks.push({ kind: 'code', text: takeWhile((each) => !each.startsWith('```')).join('\n') });
      at += 1;
    } else if (line.startsWith('|')) {
      const rows = takeWhile((each) => each.startsWith('|')).map((row) =>
        row
          .slice(1, row.lastIndexOf('|'))
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim().replaceAll('\\|', '|')),
      );
      blocks.push({ kind: 'table', rows: rows.filter((row) => !row.every((cell) => /^-+$/.test(cell))) });
    } else if (/^(- |\d+\. )/.test(line)) {
      const rows = takeWhile((each) => /^(- |\d+\. | {2,}\S)/.test(each));
      const items: string[] = [];
      for (const row of rows) {
        if (/^ {2}/.test(row)) items.push(`${items.pop() ?? ''} ${row.trim()}`);
        else items.push(row.replace(/^(- |\d+\. )/, ''));
      }
      blocks.push({ kind: 'list', items });
    } else
      blocks.push({
        kind: 'text',
        text: takeWhile((each) => each.trim() !== '' && !/^(#|```|\||- )/.test(each)).join(' '),
      });
  }
  return blocks;
}

/** `code`, **strong** and links to other hosts; links between documents are their words. */
export function inline(text: string): ReactNode {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/).map((part, index) => {
    const link = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part);
    if (part.startsWith('`')) return <code key={index}>{part.slice(1, -1)}</code>;
    if (part.startsWith('**')) return <b key={index}>{part.slice(2, -2)}</b>;
    if (!link) return <Fragment key={index}>{part}</Fragment>;
    return link[2]?.startsWith('https://') ? (
      <a key={index} href={link[2]} target="_blank" rel="noreferrer">
        {link[1]}
      </a>
    ) : (
      <Fragment key={index}>{link[1]}</Fragment>
    );
  });
}

/** Headings of level 1 are left out: the dialog around has a title. */
export function Markdown({ text, after }: { readonly text: string; readonly after: (code: string) => ReactElement }) {
  return blocksOf(text).map((block, index) => {
    switch (block.kind) {
      case 'heading':
        return block.level === 1 ? null : <h3 key={index}>{inline(block.text)}</h3>;
      case 'text':
        return <p key={index}>{inline(block.text)}</p>;
      case 'list':
        return (
          <ul key={index}>
            {block.items.map((item, place) => (
              <li key={place}>{inline(item)}</li>
            ))}
          </ul>
        );
      case 'code':
        return (
          <div key={index} className="guide-code">
            <pre tabIndex={0}>{block.text}</pre>
            {after(block.text)}
          </div>
        );
      case 'table': {
        const [head = [], ...rows] = block.rows;
        return (
          <div key={index} className="table-scroll" tabIndex={0} role="group" aria-label="Table">
            <table className="own-table">
              <thead>
                <tr>
                  {head.map((cell, place) =>
                    cell ? (
                      <th key={place} scope="col">
                        {inline(cell)}
                      </th>
                    ) : (
                      <td key={place} />
                    ),
                  )}
                </tr>
              </thead>
              <tbody>
                {rows.map((row, place) => (
                  <tr key={place}>
                    {row.map((cell, column) => (
                      <td key={column}>{inline(cell)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        );
      }
    }
  });
}
