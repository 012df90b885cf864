import { u16le, u8 } from './bytes';

/** Deflate (RFC 1951), because a PNG hides its colour profile in it and headers are read synchronously. */

const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const MAX_BITS = 15;

/** Codes of one alphabet: how many have each length, and the symbols in the order of their codes. */
interface Alphabet {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

class BitReader {
  private readonly bytes: Uint8Array;
  private position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get ended(): boolean {
    return this.position > this.bytes.length * 8;
  }

  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i += 1, this.position += 1) {
      value |= ((u8(this.bytes, this.position >> 3) >> (this.position & 7)) & 1) << i;
    }
    return value;
  }

  /** The next symbol, or -1 for a code that the alphabet does not have. */
  symbol({ counts, symbols }: Alphabet): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= MAX_BITS; length += 1) {
      code |= this.bits(1);
      const count = counts[length] ?? 0;
      if (code - first < count) return symbols[index + code - first] ?? -1;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return -1;
  }

  /** The bytes of a stored block, which starts at a whole byte with its length. */
  stored(limit: number): Uint8Array {
    const at = Math.ceil(this.position / 8);
    const length = u16le(this.bytes, at);
    this.position = (at + 4 + length) * 8;
    return this.bytes.subarray(at + 4, at + 4 + Math.min(length, limit));
  }
}

function alphabet(lengths: readonly number[]): Alphabet {
  const counts = Array.from({ length: MAX_BITS + 1 }, (_, length) => lengths.filter((l) => l === length).length);
  const symbols = lengths
    .map((length, symbol) => ({ length, symbol }))
    .filter(({ length }) => length > 0)
    .sort((one, other) => one.length - other.length || one.symbol - other.symbol)
    .map(({ symbol }) => symbol);
  return { counts: [0, ...counts.slice(1)], symbols };
}

/** The first `limit` bytes of what was compressed; fewer when the stream is shorter, damaged or cut off. */
export function inflateStart(deflated: Uint8Array, limit: number): Uint8Array {
  const input = new BitReader(deflated);
  const out: number[] = [];
  let last = false;
  while (!last && !input.ended && out.length < limit) {
    last = input.bits(1) === 1;
    const kind = input.bits(2);
    if (kind === 0) out.push(...input.stored(limit - out.length));
    else if (kind === 3 || !inflateBlock(input, out, limit, kind === 1 ? fixedAlphabets() : dynamicAlphabets(input)))
      break;
  }
  return Uint8Array.from(out);
}

/** Returns whether the block came to its end. */
function inflateBlock(
  input: BitReader,
  out: number[],
  limit: number,
  [literals, distances]: [Alphabet, Alphabet],
): boolean {
  while (!input.ended && out.length < limit) {
    const symbol = input.symbol(literals);
    if (symbol === 256) return true;
    if (symbol < 256) {
      if (symbol < 0) return false;
      out.push(symbol);
      continue;
    }
    const length = (LENGTH_BASE[symbol - 257] ?? 0) + input.bits(LENGTH_BITS[symbol - 257] ?? 0);
    const code = input.symbol(distances);
    if (code < 0 || length === 0) return false;
    // Distances double every two codes: 1, 2, 3, 4, 5, 7, 9, 13, ...
    const extra = Math.max(0, (code >> 1) - 1);
    const distance = (code < 2 ? code : (2 + (code & 1)) << extra) + 1 + input.bits(extra);
    const from = out.length - distance;
    if (from < 0) return false;
    for (let i = 0; i < length; i += 1) out.push(out[from + i] ?? 0);
  }
  return false;
}

function fixedAlphabets(): [Alphabet, Alphabet] {
  const literals = Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
  return [alphabet(literals), alphabet(Array.from({ length: 30 }, () => 5))];
}

/** Lengths of the codes are themselves coded: 16 repeats the one before, 17 and 18 write zeros. */
function dynamicAlphabets(input: BitReader): [Alphabet, Alphabet] {
  const literalCount = input.bits(5) + 257;
  const total = literalCount + input.bits(5) + 1;
  const codeLengths = Array.from({ length: 19 }, () => 0);
  const given = input.bits(4) + 4;
  for (const place of CODE_ORDER.slice(0, given)) codeLengths[place] = input.bits(3);
  const codes = alphabet(codeLengths);
  const lengths: number[] = [];
  while (lengths.length < total && !input.ended) {
    const symbol = input.symbol(codes);
    if (symbol < 0) break;
    if (symbol < 16) lengths.push(symbol);
    else if (symbol === 16) repeat(lengths, lengths.at(-1) ?? 0, 3 + input.bits(2));
    else repeat(lengths, 0, symbol === 17 ? 3 + input.bits(3) : 11 + input.bits(7));
  }
  return [alphabet(lengths.slice(0, literalCount)), alphabet(lengths.slice(literalCount, total))];
}

function repeat(list: number[], value: number, times: number): void {
  for (let i = 0; i < times; i += 1) list.push(value);
}
