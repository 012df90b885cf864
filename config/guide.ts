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

/** Compiles a Markdown file that is imported with ?guide, so that the page carries no parser. */
export function guide(): Plugin {
  return {
    name: 'guide',
    enforce: 'pre',
    load(id) {
      const [file, query] = id.split('?');
      if (query !== 'guide' || !file) return undefined;
      this.addWatchFile(file);
      return `export default ${JSON.stringify(guideParts(readFileSync(file, 'utf8')))};`;
    },
  };
}
