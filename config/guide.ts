import { readFileSync } from 'node:fs';
import { Marked, type Tokens } from 'marked';
import type { Plugin } from 'vite';

/** A piece of a document: HTML, or code as it stands in the file, which the page shows with a button to copy it. */
export type GuidePart = { readonly html: string } | { readonly code: string };

/** Headings of level 1 are left out: the dialog around has a title. Links between documents are their words. */
const marked = new Marked({
  renderer: {
    heading({ depth, tokens }) {
      return depth === 1 ? '' : `<h3>${this.parser.parseInline(tokens)}</h3>`;
    },
    link({ href, tokens }) {
      const words = this.parser.parseInline(tokens);
      return href.startsWith('https://') ? `<a href="${href}" target="_blank" rel="noreferrer">${words}</a>` : words;
    },
    table({ header, rows }) {
      const row = (cells: readonly Tokens.TableCell[]) =>
        `<tr>${cells.map((cell) => this.tablecell(cell)).join('')}</tr>`;
      return (
        '<div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table class="own-table">' +
        `<thead>${row(header)}</thead><tbody>${rows.map(row).join('')}</tbody></table></div>`
      );
    },
    tablecell({ header, tokens }) {
      const words = this.parser.parseInline(tokens);
      return header && words ? `<th scope="col">${words}</th>` : `<td>${words}</td>`;
    },
  },
});

export function guideParts(markdown: string): GuidePart[] {
  const parts: GuidePart[] = [];
  let run: Tokens.Generic[] = [];
  const endRun = (): void => {
    const html = marked.parser(run);
    if (html) parts.push({ html });
    run = [];
  };
  for (const token of marked.lexer(markdown)) {
    if (token.type !== 'code') run.push(token);
    else {
      endRun();
      parts.push({ code: (token as Tokens.Code).text });
    }
  }
  endRun();
  return parts;
}

function boldWords(tokens: readonly Tokens.Generic[]): string[] {
  return tokens.flatMap(({ type, text, tokens: inner }) =>
    type === 'strong' ? [String(text)] : type === 'paragraph' || type === 'text' ? boldWords(inner ?? []) : [],
  );
}

/**
 * Passages of a document as HTML: a paragraph or an entry of a list by the words that are bold in it, and what stands
 * under a heading without those by the heading.
 */
export function passagesOf(markdown: string): Record<string, string> {
  const passages: Record<string, string> = {};
  let heading = '';
  const add = (tokens: Tokens.Generic[]): void => {
    const words = boldWords(tokens);
    for (const name of words.length > 0 ? words : [heading])
      passages[name] = `${words.length > 0 ? '' : (passages[name] ?? '')}${marked.parser(tokens)}`;
  };
  for (const token of marked.lexer(markdown)) {
    if (token.type === 'heading') heading = token.text;
    else if (token.type === 'list' && token.items.some(({ tokens }: Tokens.ListItem) => boldWords(tokens).length > 0))
      for (const { tokens } of (token as Tokens.List).items) add(tokens);
    else if (token.type !== 'space') add([token]);
  }
  return passages;
}

/** How the page gets a Markdown file, by the query with which it is imported. */
const FORMS = { guide: guideParts, passages: passagesOf };

/** Compiles Markdown files that are imported with ?guide or ?passages, so that the page carries no parser. */
export function guide(): Plugin {
  return {
    name: 'guide',
    enforce: 'pre',
    load(id) {
      const [file, query] = id.split('?');
      const form = Object.entries(FORMS).find(([name]) => name === query)?.[1];
      if (!form || !file?.endsWith('.md')) return undefined;
      this.addWatchFile(file);
      return `export default ${JSON.stringify(form(readFileSync(file, 'utf8')))};`;
    },
  };
}
