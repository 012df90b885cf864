/**
 * The first `limit` bytes at most of what a zlib stream (RFC 1950) holds: an iCCP chunk may inflate to a thousand times its size.
 * Fewer, down to none, when the stream is shorter, damaged or cut off; never rejects.
 */
export async function inflateStart(zlib: Uint8Array<ArrayBuffer>, limit: number): Promise<Uint8Array> {
  const reader = new Blob([zlib]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  const start = new Uint8Array(limit);
  let length = 0;
  try {
    while (length < limit) {
      const { done, value } = await reader.read();
      if (done) break;
      start.set(value.subarray(0, limit - length), length);
      length += value.length;
    }
    await reader.cancel();
  } catch {
    // What came before the damage may be enough to recognise a profile.
  }
  return start.subarray(0, Math.min(length, limit));
}
