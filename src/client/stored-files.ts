import { FILE_CACHE, storedAs } from '../core/stored-files';

/** Bytes of models and runtime that this browser keeps for this page; 0 where storage is missing or blocked. */
export async function storedBytes(): Promise<number> {
  try {
    const cache = await caches.open(FILE_CACHE);
    const files = await Promise.all((await cache.keys()).map((key) => cache.match(key)));
    // A blob of Cache Storage is a handle: its size is known without reading it.
    const sizes = await Promise.all(files.map(async (file) => (await file?.blob())?.size ?? 0));
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch {
    return 0;
  }
}

/** Which of these files this browser keeps. @param hashes SHA-256, lower-case hex */
export async function storedHashes(hashes: readonly string[]): Promise<ReadonlySet<string>> {
  try {
    const cache = await caches.open(FILE_CACHE);
    const found = await Promise.all(hashes.map((hash) => cache.match(storedAs(hash, location.origin))));
    return new Set(hashes.filter((_, index) => found[index]));
  } catch {
    return new Set();
  }
}

/** What runs goes on, since it is in memory; the next visit downloads again. */
export async function deleteStored(): Promise<void> {
  await caches.delete(FILE_CACHE);
}
