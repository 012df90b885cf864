/**
 * Reads from bytes that nobody has checked. Beyond the end every byte is 0, so a reader never throws; where
 * the difference matters it asks `has` first.
 */
export function has(bytes: Uint8Array, at: number, count: number): boolean {
  return at >= 0 && count >= 0 && at + count <= bytes.length;
}

export function u8(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

export function u16be(bytes: Uint8Array, at: number): number {
  return (u8(bytes, at) << 8) | u8(bytes, at + 1);
}

export function u16le(bytes: Uint8Array, at: number): number {
  return u8(bytes, at) | (u8(bytes, at + 1) << 8);
}

export function u24le(bytes: Uint8Array, at: number): number {
  return u16le(bytes, at) | (u8(bytes, at + 2) << 16);
}

export function u32be(bytes: Uint8Array, at: number): number {
  return u16be(bytes, at) * 65536 + u16be(bytes, at + 2);
}

export function u32le(bytes: Uint8Array, at: number): number {
  return u16le(bytes, at) + u16le(bytes, at + 2) * 65536;
}

export function i32be(bytes: Uint8Array, at: number): number {
  return u32be(bytes, at) | 0;
}

export function i32le(bytes: Uint8Array, at: number): number {
  return u32le(bytes, at) | 0;
}

/** `count` bytes as Latin-1 letters, fewer where the bytes end. */
export function ascii(bytes: Uint8Array, at: number, count: number): string {
  let text = '';
  for (const byte of bytes.subarray(Math.max(0, at), Math.max(0, at + count))) text += String.fromCharCode(byte);
  return text;
}

export function startsWith(bytes: Uint8Array, at: number, pattern: readonly number[]): boolean {
  return has(bytes, at, pattern.length) && pattern.every((byte, i) => bytes[at + i] === byte);
}
