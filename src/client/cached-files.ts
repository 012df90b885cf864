import { ofStorage } from '../core/limits';
import { FILE_CACHE, OWN_CACHE, storedAs } from '../core/files/cache-keys';

/** Bytes of models and runtime that this browser keeps for this page; 0 where storage is missing or blocked. */
export function storedBytes(): Promise<number> {
  return bytesIn(FILE_CACHE);
}

/** Bytes of models that people added. */
export function ownBytes(): Promise<number> {
  return bytesIn(OWN_CACHE);
}

async function bytesIn(name: string): Promise<number> {
  return ofStorage(sumOf(name)).catch(() => 0);
}

async function sumOf(name: string): Promise<number> {
  if (!(await caches.has(name))) return 0;
  const cache = await caches.open(name);
  const files = await Promise.all((await cache.keys()).map((key) => cache.match(key)));
  // A blob of Cache Storage is a handle: its size is known without reading it.
  const sizes = await Promise.all(files.map(async (file) => (await file?.blob())?.size ?? 0));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Which of these files this browser keeps. @param hashes SHA-256, lower-case hex */
export async function storedHashes(hashes: readonly string[]): Promise<ReadonlySet<string>> {
  try {
    const cache = await ofStorage(caches.open(FILE_CACHE));
    const found = await ofStorage(Promise.all(hashes.map((hash) => cache.match(storedAs(hash, location.origin)))));
    return new Set(hashes.filter((_, index) => found[index]));
  } catch {
    return new Set();
  }
}

/**
 * What runs goes on, since it is in memory; the next visit downloads again. Models that people added stay.
 * @throws DOMException when the storage does not answer
 */
export async function deleteStored(): Promise<void> {
  await ofStorage(caches.delete(FILE_CACHE));
}
