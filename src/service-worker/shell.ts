/** A file of the build as the build lists it: `revision` is null where the name carries a hash. */
export interface ShellFile {
  /** Below the scope; './' is the page itself. */
  readonly url: string;
  readonly revision: string | null;
}

const PREFIX = 'litevae-lab-shell';
/** How long the storage may take before the network is asked. */
const STORAGE_MS = 4000;
/** How long the network may take for the list of models before the stored one answers. */
const LIST_WAIT_MS = 4000;

/**
 * The page's own files in Cache Storage, one cache a version, so that a page never gets files of two versions. Models
 * and the runtime are not among them: the model store keeps those, checked by their hash.
 */
export class Shell {
  readonly #files: readonly ShellFile[];
  /** Absolute address of the folder of the page, ending in '/'. */
  readonly #scope: string;
  readonly #addresses: ReadonlySet<string>;
  /** All versions of this page, and none of another page on the same origin. */
  readonly #family: string;
  readonly name: string;

  constructor(files: readonly ShellFile[], scope: string) {
    this.#files = files;
    this.#scope = scope;
    this.#addresses = new Set(files.map(({ url }) => new URL(url, scope).href));
    this.#family = `${PREFIX} ${new URL(scope).pathname} `;
    this.name = this.#family + versionOf(files);
  }

  /** Stores every file; a hashed one that an older version has is not fetched again. Rejects when one is missing. */
  async install(): Promise<void> {
    const cache = await caches.open(this.name);
    await Promise.all(
      this.#files.map(async ({ url, revision }) => {
        const address = new URL(url, this.#scope).href;
        const known = revision === null ? await this.#fromAny(address) : undefined;
        const response = known ?? (await fetch(address, { cache: revision === null ? 'default' : 'reload' }));
        if (!response.ok) throw new Error(`${address}: ${response.status}`);
        if (url !== './' && !url.endsWith('.html') && (await isPage(response)))
          throw new Error(`${address}: a page came in its place`);
        await cache.put(address, response.redirected ? unredirected(response) : response);
      }),
    );
  }

  /** Keeps this version and the one before, whose pages may still be open in other tabs. */
  async dropOlder(): Promise<void> {
    const versions = (await caches.keys()).filter((name) => name.startsWith(this.#family) && name !== this.name);
    await Promise.all(versions.slice(0, -1).map((name) => caches.delete(name)));
  }

  /** What to answer; undefined leaves a request to the browser. */
  answer(request: Request): Promise<Response> | undefined {
    const { origin, pathname } = new URL(request.url);
    const address = origin + pathname;
    if (request.method !== 'GET' || !address.startsWith(this.#scope)) return undefined;
    if (request.mode === 'navigate') {
      const isPage = address === this.#scope || address === `${this.#scope}index.html`;
      return isPage ? this.#own(this.#scope, request) : undefined;
    }
    if (address === `${this.#scope}models/manifest.json`) return this.#newest(address, request);
    if (this.#addresses.has(address)) return this.#own(address, request);
    // A page of the version before, in another tab, asks for a part that it had not needed so far.
    if (address.startsWith(`${this.#scope}assets/`) && !address.endsWith('.packed'))
      return this.#older(address, request);
    return undefined;
  }

  async #own(address: string, request: Request): Promise<Response> {
    return (await inTime(caches.open(this.name).then((cache) => cache.match(address)))) ?? fetch(request);
  }

  async #older(address: string, request: Request): Promise<Response> {
    return (await inTime(this.#fromAny(address))) ?? fetch(request);
  }

  /** The network answers while there is one: models may be added on a host without a new build. */
  async #newest(address: string, request: Request): Promise<Response> {
    const cache = await inTime(caches.open(this.name));
    try {
      const response = await fetch(request, { signal: AbortSignal.timeout(LIST_WAIT_MS) });
      // Networks that want a login answer everything with their page.
      if (await isPage(response)) throw new Error(`${address}: a page came in its place`);
      // If it cannot be stored, the older list stays for visits without a network, and this one goes to the page.
      if (response.ok && cache) await inTime(cache.put(address, response.clone()));
      return response;
    } catch (error) {
      const stored = cache && (await inTime(cache.match(address)));
      if (stored) return stored;
      throw error;
    }
  }

  async #fromAny(address: string): Promise<Response | undefined> {
    for (const name of (await caches.keys()).filter((each) => each.startsWith(this.#family)).reverse()) {
      const hit = await (await caches.open(name)).match(address);
      if (hit) return hit;
    }
    return undefined;
  }
}

/** What the storage answers; undefined where it fails or does not answer, so that a page opens without it. */
function inTime<T>(answer: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, STORAGE_MS, undefined);
    answer
      .catch(() => undefined)
      .then((value) => {
        clearTimeout(timer);
        resolve(value);
      });
  });
}

/** Hosts send a page in place of a file that is gone, with status 200 and sometimes with the type of the file. */
async function isPage(response: Response): Promise<boolean> {
  if (response.headers.get('content-type')?.includes('text/html')) return true;
  const start = await (await response.clone().blob()).slice(0, 200).text();
  return /^\s*<(!doctype\s+html|html[\s>])/i.test(start);
}

/** Browsers refuse a redirected answer for a page; some hosts send index.html on to './'. */
function unredirected({ body, status, statusText, headers }: Response): Response {
  return new Response(body, { status, statusText, headers });
}

/** FNV-1a over names and revisions: another list is another version. */
function versionOf(files: readonly ShellFile[]): string {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(files)) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
