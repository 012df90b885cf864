type Part = number | string | readonly number[] | Uint8Array;

/** Bytes for tests, from numbers and Latin-1 texts. */
export function bytes(...parts: Part[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === 'number') return [part];
      return typeof part === 'string' ? Array.from(part, (letter) => letter.charCodeAt(0)) : [...part];
    }),
  );
}

export function be(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor(value / 256 ** (count - 1 - i)) % 256);
}

export function le(value: number, count: number): number[] {
  return be(value, count).reverse();
}

export function pngChunk(type: string, data: readonly number[] | Uint8Array): Uint8Array {
  return bytes(be(data.length, 4), type, data, 0, 0, 0, 0);
}

/** A PNG without pixels: its header, then other chunks. */
export function pngStart(
  width: number,
  height: number,
  depth: number,
  colourType: number,
  ...chunks: Uint8Array[]
): Uint8Array {
  const header = pngChunk('IHDR', [...be(width, 4), ...be(height, 4), depth, colourType, 0, 0, 0]);
  return bytes(0x89, 'PNG\r\n\x1a\n', header, ...chunks);
}

/** A JPEG segment with its length. */
export function segment(marker: number, data: readonly number[] | Uint8Array): Uint8Array {
  return bytes(0xff, marker, be(data.length + 2, 2), data);
}

export function box(type: string, ...data: Part[]): Uint8Array {
  const content = bytes(...data);
  return bytes(be(content.length + 8, 4), type, content);
}

/** The same whole numbers in 0..2^32-1 for the same seed (a linear congruence; good enough to spoil files). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    // The low bits of such a sequence repeat soon.
    return (state ^ (state >>> 15)) >>> 0;
  };
}
