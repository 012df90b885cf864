import { expect, it } from 'vitest';
import { findingsOf, type Influence } from './state/influence';
import { fieldWords, outlook, verdictWords } from './words';

const cells = Array.from({ length: 20 }, (_, x) => ({ x, y: 0, total: 10, peak: 1, near: 1, beyond: 0 }));
const influence = (last: Partial<(typeof cells)[number]>, total = 21): Influence => ({
  ...{ job: 1, columns: 21, rows: 1, stride: 1, channel: 'all', amount: 1, halo: 3, isKnown: true, total },
  cells: [...cells, { x: 20, y: 0, total: 10, peak: 1, near: 1, beyond: 0, ...last }],
});
const words = (of: Influence): string => {
  const findings = findingsOf(of);
  return findings ? verdictWords(findings, of).replaceAll('\u00a0', ' ') : '';
};

it('answers the question with its numbers', () => {
  expect(words(influence({ total: 15 }))).toBe(
    'No cell carries everything: the strongest, cell 20, 0, changes the picture 1.5 times as much as the median cell, and 0.0 % of that lies beyond the receptive field.',
  );
  expect(words(influence({ total: 500, beyond: 0.75 }, 40))).toBe(
    'So far: One cell carries the whole picture: cell 20, 0 changes it 50.0 times as much as the median cell, and 75.0 % of that lies beyond the receptive field.',
  );
  expect(words(influence({ total: 500, beyond: 0.1 }))).toMatch(/^One cell stands out, but its change stays near/);
  expect(words({ ...influence({}), cells: cells.map((cell) => ({ ...cell, beyond: 0.6 })) })).toMatch(/all reach far/);
});

it('says how long it will take, and where changes are expected', () => {
  expect(outlook(256, 100).replaceAll('\u00a0', ' ')).toBe('256 cells, about 25.6 s');
  expect(fieldWords({ halo: 13, isKnown: true })).toBe('the decoder’s receptive field, 13 cells around the poked one');
  expect(fieldWords({ halo: 8, isKnown: false })).toMatch(/no finite receptive field/);
});
