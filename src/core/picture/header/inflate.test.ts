import { constants, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inflateStart } from './inflate';
import { randomNumbers } from './test-bytes';

const random = randomNumbers(3);
const texts = {
  nothing: new Uint8Array(0),
  'one byte': new Uint8Array([65]),
  repeats: Uint8Array.from({ length: 5000 }, (_, i) => (i % 7) * (i % 300)),
  noise: Uint8Array.from({ length: 3000 }, () => random() & 255),
  words: new TextEncoder().encode('approximation horizontal vertical diagonal '.repeat(200)),
};
const ways = {
  stored: { level: 0 },
  'fixed codes': { strategy: constants.Z_FIXED },
  'own codes': { level: 9 },
  'no matches': { strategy: constants.Z_HUFFMAN_ONLY },
};

describe('inflateStart', () => {
  for (const [what, text] of Object.entries(texts)) {
    it.each(Object.entries(ways))(`undoes zlib on ${what} with %s`, (_, options) => {
      expect(inflateStart(deflateRawSync(text, options), 1e6)).toEqual(text);
    });
  }

  it('gives no more than is asked for, apart from the end of a match', () => {
    const start = inflateStart(deflateRawSync(texts.words), 100);
    expect(start.length).toBeLessThan(100 + 258);
    expect(start.subarray(0, 100)).toEqual(texts.words.subarray(0, 100));
  });

  it('gives what it can of a stream that is cut off', () => {
    const half = deflateRawSync(texts.noise).subarray(0, 1500);
    const start = inflateStart(half, 1e6);
    expect(start.length).toBeGreaterThan(1000);
    expect(start.subarray(0, 1000)).toEqual(texts.noise.subarray(0, 1000));
  });
});
