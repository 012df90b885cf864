import { expect, test } from 'vitest';
import { GLOSSARY } from '../../ui/kit/words/glossary';
import { matching } from './matching';

const found = (query: string): string[] => matching(GLOSSARY, query).map(({ name }) => name);

test('without a query all words are listed by name; with one, names come before texts', () => {
  expect(found('')).toHaveLength(GLOSSARY.length);
  expect(found(' ssim ').slice(0, 2)).toEqual(['SSIM', 'SSIM map']);
  expect(found('logvar')).toEqual(['log-variance']);
  expect(found('bell curve')).toEqual(['N(0, 1)']);
  expect(found('no such word')).toEqual([]);
});
