import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endsTooEarly, readHeader, sniffFormat } from '.';
import { randomNumbers } from './test-bytes';

const FOLDER = new URL('../../../../e2e/fixtures/pictures/', import.meta.url);
const pictures = readdirSync(FOLDER)
  .filter((file) => file !== 'expected.json')
  .map((file) => ({ file, bytes: new Uint8Array(readFileSync(new URL(file, FOLDER))) }));

/** Reads in every way; fails by throwing, by not ending, or by values that no caller is ready for. */
async function check(bytes: Uint8Array): Promise<void> {
  const format = sniffFormat(bytes);
  if (format) endsTooEarly(bytes, format);
  const header = await readHeader(bytes);
  if (!header) return;
  const sides = [header.width, header.height];
  const sound =
    header.format === format &&
    sides.every((side) => side >= 0 && (format === 'SVG' ? Number.isFinite(side) : Number.isInteger(side))) &&
    [1, 2, 3, 4, 5, 6, 7, 8].includes(header.orientation) &&
    Number.isInteger(header.bitDepth);
  if (!sound) expect.fail(`unsound: ${JSON.stringify(header)}`);
}

describe('damaged files', () => {
  it.each(pictures)('survives every cut of $file', async ({ bytes }) => {
    const step = Math.max(1, Math.floor(bytes.length / 400));
    for (let end = 0; end < bytes.length; end += end < 200 ? 1 : step) await check(bytes.subarray(0, end));
  });

  it.each(pictures)('survives changed bytes in $file', async ({ bytes }) => {
    const random = randomNumbers(bytes.length);
    for (let round = 0; round < 100; round += 1) {
      const spoilt = bytes.slice();
      // Most of what readers look at lies in the first bytes; lengths and counts are best spoilt by 0 and 255.
      for (let change = 0; change < 1 + (round % 8); change += 1) {
        const place = random() % Math.max(1, Math.min(spoilt.length, round % 2 ? 300 : Infinity));
        spoilt[place] = [0, 255, random() & 255][random() % 3] ?? 0;
      }
      await check(spoilt);
    }
  });

  it('survives noise behind every signature', async () => {
    const random = randomNumbers(7);
    for (const { bytes } of pictures) {
      for (let round = 0; round < 30; round += 1) {
        const noise = Uint8Array.from({ length: 600 }, () => (random() >>> 8) & 255);
        noise.set(bytes.subarray(0, 8 + (round % 24)));
        await check(noise);
      }
    }
  });
});

describe('files made to take long', () => {
  const cases: Record<string, string> = {
    'spaces in an SVG tag': `<svg ${' '.repeat(65000)}`,
    'a number without end': `<svg width="${'1'.repeat(60000)}x">`,
    'an open quote': `<svg a="${'b '.repeat(30000)}`,
    'many comments': `${'<!---->'.repeat(9000)}<svg>`,
    'a doctype without end': `<!DOCTYPE svg [${'<!ENTITY a "b">'.repeat(4000)}`,
  };
  it.each(Object.entries(cases))('%s', async (_, text) => {
    const start = performance.now();
    await readHeader(new TextEncoder().encode(text));
    expect(performance.now() - start).toBeLessThan(500);
  });

  /** A PNG whose iCCP chunk holds `zlib`. */
  function withProfile(zlib: Uint8Array): Uint8Array {
    const png = pictures.find(({ file }) => file === 'png-display-p3.png')?.bytes ?? new Uint8Array();
    const at = Buffer.from(png).indexOf('iCCP');
    const data = png.indexOf(0, at + 4) + 2;
    const all = new Uint8Array(data + zlib.length);
    all.set(png.subarray(0, data));
    all.set(zlib, data);
    new DataView(all.buffer).setUint32(at - 4, data - at - 4 + zlib.length);
    return all;
  }

  it('a profile of empty compressed blocks', async () => {
    const start = performance.now();
    const zlib = new Uint8Array(1.9e6);
    zlib.set([0x78, 0x9c]);
    // Blocks of kind 1 (fixed codes) that end at once: 3 bits of head, 7 of the end code.
    for (let i = 2; i < zlib.length; i += 1) zlib[i] = [0x02, 0x08, 0x20, 0x80, 0x00][(i - 2) % 5] ?? 0;
    expect((await readHeader(withProfile(zlib)))?.profile).toBe('other');
    expect(performance.now() - start).toBeLessThan(1500);
  });
});
