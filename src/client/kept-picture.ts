import { ofStorage, SILENT_MS } from '../core/limits';

/** The picture of the last visit, in this browser's own database: it never leaves the device. */

const DATABASE = 'litevae-lab';
const STORE = 'pictures';
const KEY = 'last';

/** @throws DOMException where the browser has no room or gives no storage to this page */
export async function keepPicture(file: File): Promise<void> {
  try {
    await inStore('readwrite', (store) => store.put(file, KEY));
  } catch {
    // Private windows of WebKit keep bytes, and no files.
    const { name, type } = file;
    const kept: KeptBytes = { name, type, bytes: await file.arrayBuffer() };
    await inStore('readwrite', (store) => store.put(kept, KEY));
  }
}

interface KeptBytes {
  readonly name: string;
  readonly type: string;
  readonly bytes: ArrayBuffer;
}

/** Null when none is kept. @throws DOMException as keepPicture does */
export async function loadPicture(): Promise<File | null> {
  const kept = (await inStore('readonly', (store) => store.get(KEY))) as File | KeptBytes | undefined;
  if (!kept || kept instanceof File) return kept ?? null;
  return new File([kept.bytes], kept.name, { type: kept.type });
}

/** @throws DOMException as keepPicture does */
export async function forgetPicture(): Promise<void> {
  await inStore('readwrite', (store) => store.delete(KEY));
}

async function inStore<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await ofStorage(openDatabase(), SILENT_MS, (late) => late.close());
  try {
    return await ofStorage(
      new Promise<T>((resolve, reject) => {
        const transaction = database.transaction(STORE, mode);
        const request = ask(transaction.objectStore(STORE));
        // A full disk shows itself only when the transaction ends.
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error ?? new DOMException('The storage stopped.', 'AbortError'));
      }),
      SILENT_MS,
    );
  } finally {
    database.close();
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new DOMException('No storage.', 'UnknownError'));
  });
}
