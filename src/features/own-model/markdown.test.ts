import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { blocksOf } from './markdown';

test('headings, paragraphs, lists, tables and code', () => {
  const text =
    '# Title\n\nOne\nline.\n\n- a\n  goes on\n- b\n\n| x | y |\n|---|---|\n| 1 | a \\| b |\n\n```python\nx = 1\n\n# no heading\n```\nLast.';
  expect(blocksOf(text)).toEqual([
    { kind: 'heading', level: 1, text: 'Title' },
    { kind: 'text', text: 'One line.' },
    { kind: 'list', items: ['a goes on', 'b'] },
    {
      kind: 'table',
      rows: [
        ['x', 'y'],
        ['1', 'a | b'],
      ],
    },
    { kind: 'code', text: 'x = 1\n\n# no heading' },
    { kind: 'text', text: 'Last.' },
  ]);
});

test('the guide is made of these forms alone, and nothing of it is lost', () => {
  const text = readFileSync('docs/bring-your-own-model.md', 'utf8');
  const blocks = blocksOf(text);
  expect(blocks.filter(({ kind }) => kind === 'code').length).toBeGreaterThan(0);
  expect(blocks.filter(({ kind }) => kind === 'table').length).toBeGreaterThan(1);
  const words = (string: string): string[] =>
    string
      .replaceAll(/^```\w*/gm, '')
      .replaceAll(/[`*|#\\-]/g, ' ')
      .split(/\s+/)
      .filter(Boolean);
  const found = blocks.flatMap((block) =>
    block.kind === 'list' ? block.items : block.kind === 'table' ? block.rows.flat() : [block.text],
  );
  expect(words(found.join(' '))).toEqual(words(text));
});
