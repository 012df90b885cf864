import { constants, deflateSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
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
    it.each(Object.entries(ways))(`undoes zlib on ${what} with %s`, async (_, options) => {
      expect(await inflateStart(Uint8Array.from(deflateSync(text, options)), 1e6)).toEqual(text);
    });
  }

  it('gives no more than is asked for', async () => {
    const start = await inflateStart(Uint8Array.from(deflateSync(texts.words)), 100);
    expect(start).toEqual(texts.words.subarray(0, 100));
  });

  it('gives what it can of a stream that is cut off or has bytes behind its end', async () => {
    const whole = deflateSync(texts.noise);
    const start = await inflateStart(Uint8Array.from(whole.subarray(0, 1500)), 1e6);
    expect(start).toEqual(texts.noise.subarray(0, start.length));
    expect(start.length).toBeLessThan(1500);
    const more = await inflateStart(Uint8Array.from([...whole, 1, 2, 3]), 1e6);
    expect([0, texts.noise.length]).toContain(more.length);
  });

  it('gives nothing of what is no such stream', async () => {
    expect(await inflateStart(new Uint8Array([1, 2, 3]), 100)).toHaveLength(0);
  });

  it('stops a stream that has no end', async () => {
    const cancel = vi.fn();
    const readable = new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(64)), cancel });
    vi.stubGlobal(
      'DecompressionStream',
      class {
        readonly readable = readable;
        readonly writable = new WritableStream();
      },
    );
    expect(await inflateStart(new Uint8Array(1), 1000)).toHaveLength(1000);
    expect(cancel).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
  });
});
