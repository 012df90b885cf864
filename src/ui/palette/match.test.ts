import { describe, expect, it } from 'vitest';
import { score } from './match';

const best = (query: string, texts: readonly string[]): string | undefined =>
  texts
    .map((text) => ({ text, points: score(query, text) }))
    .filter((entry): entry is { text: string; points: number } => entry.points !== null)
    .sort((a, b) => b.points - a.points)[0]?.text;

describe('matching of the palette', () => {
  it('finds letters with gaps, and words in any order', () => {
    expect(score('thdk', 'Theme: Dark')).not.toBeNull();
    expect(score('dark theme', 'Theme: Dark')).not.toBeNull();
  });

  it('refuses a missing letter and letters in the wrong order', () => {
    expect(score('themex', 'Theme: Dark')).toBeNull();
    expect(score('krad', 'Dark')).toBeNull();
  });

  it('puts whole words before parts of words, and parts before gaps', () => {
    expect(best('in', ['Latent gain', 'Stage: Input', 'Gain'])).toBe('Stage: Input');
    expect(best('gain', ['Gain', 'Posterior: again', 'Gain of all latent channels'])).toBe('Gain');
    expect(best('undo', ['Unmute the bands of one row', 'Undo'])).toBe('Undo');
  });

  it('of what destroys wants whole words', () => {
    const name = 'Start fresh: forget the picture and all edits';
    expect(['nats', 'sf', 'res', 'start f'].map((query) => score(query, name, true))).toEqual([
      null,
      null,
      null,
      expect.any(Number),
    ]);
    expect(score('nats', name)).not.toBeNull();
  });

  it('takes signs of regular expressions as they are', () => {
    expect(score('(wasm)', 'Backend: CPU (wasm)')).not.toBeNull();
    expect(score('[', 'Backend: CPU (wasm)')).toBeNull();
  });
});
