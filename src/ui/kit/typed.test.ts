import { expect, it } from 'vitest';
import { meant, typed } from './typed';

const OPTIONS = ['Input', 'Latent channels', 'Latent as RGB', 'Log-variance'].map((text) => ({ text }));
const none = { text: '', at: -Infinity };
const find = (at: number, text: string) => meant(OPTIONS, at, text)?.text;

it('takes letters that come within a second as one word', () => {
  const first = typed(none, 'L', 5000);
  expect(first).toEqual({ text: 'l', at: 5000 });
  expect(typed(first ?? none, 'o', 5900)).toEqual({ text: 'lo', at: 5900 });
  expect(typed(first ?? none, 'i', 6001)).toEqual({ text: 'i', at: 6001 });
});

it('takes a space inside a word only, and no other keys', () => {
  expect(typed(none, ' ', 100)).toBeNull();
  expect(typed({ text: 'latent', at: 100 }, ' ', 200)).toEqual({ text: 'latent ', at: 200 });
  expect(typed({ text: 'latent', at: 100 }, ' ', 1200)).toBeNull();
  expect(typed(none, 'Enter', 100)).toBeNull();
});

it('goes on with one letter, and stays where a longer word still fits', () => {
  expect(find(0, 'l')).toBe('Latent channels');
  expect(find(1, 'l')).toBe('Latent as RGB');
  expect(find(3, 'l')).toBe('Latent channels');
  expect(find(1, 'll')).toBe('Latent as RGB');
  expect(find(1, 'la')).toBe('Latent channels');
  expect(find(1, 'lo')).toBe('Log-variance');
  expect(find(1, 'latent as')).toBe('Latent as RGB');
  expect(find(-1, 'in')).toBe('Input');
  expect(find(2, 'x')).toBeUndefined();
});
