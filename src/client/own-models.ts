import * as Comlink from 'comlink';
import { contractFault } from '../core/model/contract';
import { aborted, LabError } from '../core/errors';
import { ofStorage, SILENT_MS } from '../core/limits';
import type { ModelEntry } from '../core/model/manifest';
import {
  ownHashes,
  type InspectAsk,
  type InspectProgress,
  type ModelReport,
  type OwnFile,
} from '../core/model/own-model';
import { OWN_CACHE, isOwnEntry, ownEntryAt, storedAs } from '../core/files/cache-keys';
import { WorkerHandle } from './worker-handle';

/** Models that people added: their files and entries in this browser's storage, and the check before. */

/** WebKitGTK has the caches, and not this. */
const storageManager = (): StorageManager | undefined => (navigator as Partial<Pick<Navigator, 'storage'>>).storage;

/**
 * The contract check, in a worker of its own that ends afterwards: wasm memory is given back only with its worker.
 * @throws ErrorInfo 'aborted' when the signal says so, and where the runtime cannot be had
 */
export async function inspect(
  files: readonly OwnFile[],
  ask: InspectAsk,
  onProgress: (progress: InspectProgress) => void,
  signal: AbortSignal,
): Promise<ModelReport> {
  const worker = new WorkerHandle(() => undefined);
  const stop = (): void => worker.end(aborted());
  // Progress comes through a port of its own, and may arrive after the answer.
  let ended = false;
  const hear = (progress: InspectProgress): void => {
    if (!ended) onProgress(progress);
  };
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    return await worker.call((remote) => remote.inspectModel(files, ask, Comlink.proxy(hear)));
  } finally {
    ended = true;
    signal.removeEventListener('abort', stop);
    worker.end(aborted());
  }
}

/** Those that are whole. Never throws: without storage there are none. */
export async function list(): Promise<readonly ModelEntry[]> {
  try {
    const cache = await ofStorage(caches.open(OWN_CACHE));
    const keys = (await ofStorage(cache.keys())).filter(({ url }) => isOwnEntry(url));
    const entries = await ofStorage(
      Promise.all(keys.map(async (key) => (await (await cache.match(key))?.json()) as ModelEntry | undefined)),
    );
    return entries.filter((entry): entry is ModelEntry => entry !== undefined && contractFault(entry) === null);
  } catch {
    return [];
  }
}

/**
 * Stores the files, then the entry, so that a model is there as a whole or not at all.
 * @param files by SHA-256
 * @throws LabError 'storage-full'; nothing that was there before is lost, and nothing half stays
 */
export async function keep(entry: ModelEntry, files: ReadonlyMap<string, Blob>): Promise<void> {
  const put: string[] = [];
  let cache: Cache | undefined;
  try {
    cache = await ofStorage(caches.open(OWN_CACHE));
    for (const [hash, content] of files) {
      const address = storedAs(hash, location.origin);
      if (await ofStorage(cache.match(address))) continue;
      put.push(address);
      await ofStorage(cache.put(address, new Response(content)), 4 * SILENT_MS);
    }
    await ofStorage(
      cache.put(
        ownEntryAt(entry.id, location.origin),
        new Response(JSON.stringify(entry), { headers: { 'content-type': 'application/json' } }),
      ),
    );
  } catch (cause) {
    // A storage that is silent drops nothing now; what it does later is found by its hash, and only costs room.
    for (const address of put) await (cache && ofStorage(cache.delete(address)).catch(() => false));
    const left = await ofStorage(Promise.all(put.map((address) => cache?.match(address)))).then(
      (found) => found.some(Boolean),
      () => true,
    );
    throw await storageError(entry, files, cause, left);
  }
  // A browser that is short of room may drop what is stored here if this is not granted. It may ask the person, so nothing waits for it.
  void storageManager()
    ?.persist()
    .catch(() => false);
}

/** @param hasLeft whether some of its files could not be taken out again */
async function storageError(
  entry: ModelEntry,
  files: ReadonlyMap<string, Blob>,
  cause: unknown,
  hasLeft: boolean,
): Promise<LabError> {
  const needed = [...files.values()].reduce((sum, { size }) => sum + size, 0);
  const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toPrecision(3)} MiB`;
  if (cause instanceof DOMException && cause.name === 'TimeoutError') {
    return new LabError(
      'storage-full',
      `${entry.title} was not added: the storage of this browser does not answer. Restart the browser, then try again.`,
      { cause },
    );
  }
  if (!(cause instanceof DOMException && cause.name === 'QuotaExceededError')) {
    return new LabError(
      'storage-full',
      `${entry.title} could not be stored: this browser gives this page no storage (private windows do that). ${hasLeft ? 'Some of its files may have stayed: delete the stored files.' : 'Nothing was changed.'}`,
      { cause },
    );
  }
  const { quota, usage } =
    (await ofStorage(Promise.resolve(storageManager()?.estimate())).catch(() => undefined)) ?? {};
  const left = quota === undefined || usage === undefined ? '' : ` (${mebibytes(Math.max(0, quota - usage))} left)`;
  return new LabError(
    'storage-full',
    `${entry.title} takes ${mebibytes(needed)}, and this browser has no room for it${left}, so it was not added. Delete stored files or other sites' data, then try again.`,
    { cause },
  );
}

/** Forgets a model; files that another one has, too, stay. @throws DOMException where the storage is blocked or does not answer */
export function remove(entry: ModelEntry): Promise<void> {
  return ofStorage(forget(entry), SILENT_MS);
}

async function forget(entry: ModelEntry): Promise<void> {
  const cache = await caches.open(OWN_CACHE);
  await cache.delete(ownEntryAt(entry.id, location.origin));
  const others = await list();
  const needed = new Set(others.flatMap(ownHashes));
  await Promise.all(
    ownHashes(entry)
      .filter((hash) => !needed.has(hash))
      .map((hash) => cache.delete(storedAs(hash, location.origin))),
  );
  if (others.length === 0) await caches.delete(OWN_CACHE);
}
