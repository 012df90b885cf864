import { LabError } from '../core/errors';
import { ofStorage, SILENT_MS, withLimit } from '../core/limits';
import type { ModelEntry } from '../core/model/manifest';
import { isOwnAddress, ownMissing } from '../core/model/own-ids';
import { sha256 } from '../core/files/sha256';
import { FILE_CACHE, OWN_CACHE, SOURCE_HEADER, ownEntryAt, storedAs } from '../core/files/cache-keys';
import { Waits } from '../core/waits';

/** A file that must have exactly this content. */
export interface PinnedFile {
  /** Absolute address. */
  readonly url: string;
  /** What to call it in sentences, such as "the encoder of LiteVAE-S". */
  readonly label: string;
  readonly bytes: number;
  /** Lower-case hex of the content; the key in the cache. */
  readonly sha256: string;
}

export interface DownloadProgress {
  readonly label: string;
  readonly received: number;
  readonly total: number;
  /** True while the hash is computed. */
  readonly checking: boolean;
}

/**
 * Fetches model and wasm files, checks them by SHA-256 and keeps them in Cache Storage. Nothing else on the page
 * caches such files.
 */
export class ModelStore {
  readonly #onProgress: (progress: DownloadProgress) => void;
  readonly #onNotice: (text: string) => void;
  readonly #waits: Waits;
  /** The storage has left something unanswered, and is not asked again. */
  #silent = false;

  constructor(
    onProgress: (progress: DownloadProgress) => void,
    onNotice: (text: string) => void,
    waits = new Waits(() => undefined),
  ) {
    this.#onProgress = onProgress;
    this.#onNotice = onNotice;
    this.#waits = waits;
  }

  /**
   * The content of a file, from the cache or the network.
   * @throws LabError 'model-missing' (404), 'http-error', 'fetch-failed', 'model-corrupt' (size or hash differ).
   */
  async load(file: PinnedFile): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#fromCache(file)) ?? (await this.#fromNetwork(file));
  }

  /** The entry of a model that was added in this browser. @throws LabError 'model-missing' */
  async ownEntry(id: string): Promise<ModelEntry> {
    const entry = await this.#ask(async () => {
      const hit = await (await openCache(OWN_CACHE))?.match(ownEntryAt(id, self.location.origin));
      return (await hit?.json()) as ModelEntry | undefined;
    }).catch(() => undefined);
    if (entry) return entry;
    throw this.#silent ? noStorage('Your model') : ownMissing(id);
  }

  /**
   * Drops what came from below an address and is no longer wanted: older revisions, and what has no source noted.
   * Never throws; what could not be dropped costs room only.
   */
  async keepOnly(hashes: ReadonlySet<string>, folder: string): Promise<void> {
    try {
      if (this.#silent) return;
      const cache = await openCache();
      for (const key of (await cache?.keys()) ?? []) {
        const hash = key.url.split('/').at(-1) ?? '';
        if (hashes.has(hash)) continue;
        const source = (await cache?.match(key))?.headers.get(SOURCE_HEADER);
        if (!source || source.startsWith(folder)) await cache?.delete(key);
      }
    } catch {
      // What could not be dropped costs room only.
    }
  }

  async #fromCache(file: PinnedFile): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      const [cache, hit] = await this.#ask(async () => {
        const opened = await openCache(isOwnAddress(file.url) ? OWN_CACHE : FILE_CACHE);
        return [opened, await opened?.match(cacheKey(file))];
      });
      if (!cache || !hit) return undefined;
      const content = await this.#readStored(hit, file);
      this.#onProgress({ label: file.label, received: file.bytes, total: file.bytes, checking: true });
      if ((await sha256(content)) === file.sha256) return content;
      await this.#ask(() => cache.delete(cacheKey(file)));
    } catch {
      // A damaged entry, or a storage that cannot be read, is no reason to fail: the network has a good one.
    }
    return undefined;
  }

  /** One that is too short has another hash. @throws where it is too long, or the storage does not answer */
  async #readStored({ body }: Response, file: PinnedFile): Promise<Uint8Array<ArrayBuffer>> {
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    const { content } = await this.#collect(file, () => this.#ask(() => reader.read(), SILENT_MS));
    return content;
  }

  async #fromNetwork(file: PinnedFile): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#silent && isOwnAddress(file.url)) throw noStorage(capitalise(file.label));
    const response = await request(file);
    const content = await this.#readBody(response, file);
    this.#onProgress({ label: file.label, received: content.length, total: file.bytes, checking: true });
    if ((await sha256(content)) !== file.sha256) {
      throw new LabError(
        'model-corrupt',
        `The file of ${file.label} does not match its checksum and was not used. Download it again.`,
      );
    }
    await this.#keep(file, content);
    return content;
  }

  async #readBody(response: Response, file: PinnedFile): Promise<Uint8Array<ArrayBuffer>> {
    const reader = response.body?.getReader();
    const { content, received } = await this.#collect(file, async () => {
      const read = reader?.read().catch((cause: unknown) => {
        throw new LabError(
          'fetch-failed',
          `The download of ${file.label} stopped. Check the connection, then try again.`,
          { cause },
        );
      });
      return (
        read &&
        withLimit(read, SILENT_MS, () => {
          void reader?.cancel().catch(() => undefined);
          return noByte(`The download of ${file.label} stopped`);
        })
      );
    });
    if (received < file.bytes) throw wrongSize(file, String(received));
    return content;
  }

  /** What comes in pieces, in one array of the size that it must have, with progress in bytes. @throws LabError 'model-corrupt' where more comes */
  async #collect(
    file: PinnedFile,
    next: () => Promise<ReadableStreamReadResult<Uint8Array> | undefined>,
  ): Promise<{ readonly content: Uint8Array<ArrayBuffer>; readonly received: number }> {
    const content = new Uint8Array(file.bytes);
    for (let received = 0; ;) {
      const piece = await next();
      if (!piece || piece.done) return { content, received };
      if (received + piece.value.length > file.bytes) throw wrongSize(file, `over ${file.bytes}`);
      content.set(piece.value, received);
      received += piece.value.length;
      this.#onProgress({ label: file.label, received, total: file.bytes, checking: false });
    }
  }

  async #keep(file: PinnedFile, content: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.#silent) return;
    try {
      await this.#ask(async () => {
        await (
          await openCache()
        )?.put(cacheKey(file), new Response(content, { headers: { [SOURCE_HEADER]: file.url } }));
      }, SILENT_MS);
    } catch (error) {
      if (this.#silent) return;
      const full = error instanceof DOMException && error.name === 'QuotaExceededError';
      const why = full ? 'this browser has no storage left for this page' : 'this browser refused to store it';
      this.#onNotice(`${capitalise(file.label)} works, but ${why}, so it is downloaded again next time.`);
    }
  }

  /** Asks the storage something. One that does not answer is done without, and the page says so once. */
  async #ask<T>(ask: () => Promise<T>, ms?: number): Promise<T> {
    if (this.#silent) throw new DOMException('The storage is not asked any more.', 'TimeoutError');
    try {
      return await this.#waits.during('storage', ofStorage(ask(), ms));
    } catch (error) {
      if (error instanceof DOMException && error.name === 'TimeoutError' && !this.#silent) {
        this.#silent = true;
        this.#onNotice(
          "This browser's storage does not answer, so the page goes on without it: models are downloaded again. Restart the browser to get it back.",
        );
      }
      throw error;
    }
  }
}

async function request(file: PinnedFile): Promise<Response> {
  let response: Response;
  if (isOwnAddress(file.url)) {
    throw new LabError(
      'model-missing',
      `${capitalise(file.label)} is not in this browser's storage any more. Add the model again.`,
    );
  }
  try {
    // no-store: the Cache Storage entry is the one copy, and a damaged HTTP cache entry cannot come back on a retry.
    const stop = new AbortController();
    response = await withLimit(fetch(file.url, { cache: 'no-store', signal: stop.signal }), SILENT_MS, () => {
      stop.abort();
      return noByte(`${capitalise(file.label)} could not be downloaded`);
    });
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    const what = capitalise(file.label);
    throw new LabError(
      'fetch-failed',
      navigator.onLine
        ? `${what} could not be downloaded. Check the connection, then try again.`
        : `${what} is not stored on this device. Connect once to get it (${(file.bytes / 2 ** 20).toPrecision(3)} MiB).`,
      { cause },
    );
  }
  if (response.status === 404) {
    throw new LabError(
      'model-missing',
      `${capitalise(file.label)} is not on this server. The page may have been copied without its models folder.`,
    );
  }
  if (!response.ok) {
    throw new LabError('http-error', `The server answered ${response.status} for ${file.label}. Try again later.`);
  }
  return response;
}

/** Storage may be missing (insecure origin) or blocked (private mode); the page then works without it. */
async function openCache(name = FILE_CACHE): Promise<Cache | undefined> {
  if (typeof caches === 'undefined') return undefined;
  return caches.open(name).catch(() => undefined);
}

function cacheKey(file: PinnedFile): string {
  return storedAs(file.sha256, self.location.origin);
}

function noByte(what: string): LabError {
  return new LabError(
    'fetch-failed',
    `${what}: nothing has come for ${SILENT_MS / 1000} s. Check the connection, then try again.`,
  );
}

function noStorage(what: string): LabError {
  return new LabError(
    'model-missing',
    `${what} cannot be read: this browser's storage does not answer. Restart the browser, then try again.`,
  );
}

function wrongSize(file: PinnedFile, received: string): LabError {
  return new LabError(
    'model-corrupt',
    `The file of ${file.label} is not whole: ${received} of ${file.bytes} bytes came. Download it again.`,
  );
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
