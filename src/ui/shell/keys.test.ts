import { expect, it } from 'vitest';
import { KEY_HELP } from '../kit/key-names';
import { SINGLE } from './keys';

/** Writes keys as the help does: a real minus, capitals. */
const written = (key: string): string => (key === '-' ? '−' : key.toUpperCase());

it('lists every single key in the help sheet', () => {
  const listed = KEY_HELP.flatMap(([keys]) => keys.split(' '));
  // The key beside Backspace zooms in without Shift.
  const keys = Object.keys(SINGLE).filter((key) => key !== '=');
  expect(keys.filter((key) => !listed.includes(written(key)))).toEqual([]);
});

it('lists no key twice', () => {
  const names = KEY_HELP.map(([keys]) => keys as string);
  expect(new Set(names).size).toBe(names.length);
});
