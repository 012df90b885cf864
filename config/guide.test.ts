import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { guideParts } from './guide';

test('headings, paragraphs, lists, tables, links and code', () => {
  const text =
    '# Title\n\n## Part\n\nOne\nline, [two](other.md) and [three](https://example.com/a?b=1&c=2).\n\n- a\n  goes on\n- b\n\n' +
    '| | y |\n|---|---|\n| 1 | `a \\| <b>` |\n\n```python\nx = 1 < 2\n\n# no heading\n```\n\nLast.';
  const [first, code, last] = guideParts(text) as [{ html: string }, unknown, { html: string }];
  expect(first.html.replaceAll('\n', ' ')).toBe(
    '<h3>Part</h3><p>One line, two and <a href="https://example.com/a?b=1&c=2" target="_blank" rel="noreferrer">three</a>.</p> ' +
      '<ul> <li>a goes on</li> <li>b</li> </ul> ' +
      '<div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table class="own-table">' +
      '<thead><tr><td></td><th scope="col">y</th></tr></thead>' +
      '<tbody><tr><td>1</td><td><code>a | &lt;b&gt;</code></td></tr></tbody></table></div>',
  );
  expect(code).toEqual({ code: 'x = 1 < 2\n\n# no heading' });
  expect(last.html.trim()).toBe('<p>Last.</p>');
});

test('nothing of the guide is lost, and it has neither styles nor scripts of its own', () => {
  const text = readFileSync('docs/bring-your-own-model.md', 'utf8');
  const parts = guideParts(text);
  const html = parts.map((part) => ('html' in part ? part.html : '')).join(' ');
  expect(html).not.toMatch(/<(?!\/?(h3|p|ul|li|a|code|strong|em|table|thead|tbody|tr|th|td|div)\b)|style=|\son\w+=/);
  const words = (string: string): string[] => string.split(/[^\w.]+/).filter(Boolean);
  const shown = parts.map((part) => ('code' in part ? part.code : textOf(part.html))).join(' ');
  const written = text
    .replace(/^# .*/, '')
    .replaceAll(/^```\w*/gm, '')
    .replaceAll(/\]\([^)]*\)/g, ']');
  expect(words(shown)).toEqual(words(written));
});

/** What a reader sees of HTML without entities but those four. */
function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(
      /&(lt|gt|quot|#39|amp);/g,
      (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name] ?? '',
    );
}
