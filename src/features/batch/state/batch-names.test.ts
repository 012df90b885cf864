import { describe, expect, it } from 'vitest';
import { apart, pngNames } from './batch-names';

describe('names of a batch', () => {
  it('are told apart, whatever case their letters have', () => {
    expect(apart(['a.png', 'A.PNG', 'a (2).png', 'a.png', 'notes', 'notes'])).toEqual([
      'a.png',
      'A (2).PNG',
      'a (2) (2).png',
      'a (3).png',
      'notes',
      'notes (2)',
    ]);
  });

  it('become names of PNG files that every disk takes, without folders', () => {
    expect(pngNames(['a.b.jpg', 'a.b.png', '.png', '../up/x:y?.webp', 'ü 1.avif'])).toEqual([
      'a.b.png',
      'a.b (2).png',
      'picture.png',
      '..-up-x-y-.png',
      'ü 1.png',
    ]);
  });
});
