import { createStore, del, get, set, type UseStore } from 'idb-keyval';
import { ofStorage, SILENT_MS } from '../core/limits';

/** The picture of the last visit, in this browser's own database: it never leaves the device. */

const DATABASE = 'litevae-lab';
const STORE = 'pictures';
const KEY = 'last';

interface KeptBytes {
  readonly name: string;
  readonly type: string;
  readonly bytes: ArrayBuffer;
}

/** @throws DOMException where the browser has no room or gives no storage to this page */
export async function keepPicture(file: File): Promise<void> {
  try {
    await ask((store) => set(KEY, file, store));
  } catch {
    // Private windows of WebKit keep bytes, and no files.
    const { name, type } = file;
    const kept: KeptBytes = { name, type, bytes: await file.arrayBuffer() };
    await ask((store) => set(KEY, kept, store));
  }
}

/** Null when none is kept. @throws DOMException as keepPicture does */
export async function loadPicture(): Promise<File | null> {
  const kept = await ask((store) => get<File | KeptBytes>(KEY, store));
  if (!kept || kept instanceof File) return kept ?? null;
  return new File([kept.bytes], kept.name, { type: kept.type });
}

/** @throws DOMException as keepPicture does */
export async function forgetPicture(): Promise<void> {
  await ask((store) => del(KEY, store));
}

const connect = (): UseStore => createStore(DATABASE, STORE);
let database = connect();

async function ask<T>(question: (store: UseStore) => Promise<T>): Promise<T> {
  try {
    return await ofStorage(question(database), SILENT_MS);
  } catch (thrown) {
    // What failed to open is opened anew by the library; what hangs, or was closed without a word, is not.
    const { name } = (thrown ?? {}) as Partial<DOMException>;
    if (name === 'TimeoutError' || name === 'InvalidStateError') database = connect();
    // A transaction need not say why it stopped.
    throw thrown ?? new DOMException('The storage stopped.', 'AbortError');
  }
}
