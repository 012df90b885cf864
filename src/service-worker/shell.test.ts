import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Shell, type ShellFile } from './shell';

const SCOPE = 'https://lab.test/some/where/';
const FIRST: ShellFile[] = [
  { url: './', revision: '1' },
  { url: 'models/manifest.json', revision: '1' },
  { url: 'assets/page-aaa.js', revision: null },
  { url: 'assets/font-fff.woff2', revision: null },
];
const SECOND: ShellFile[] = [
  { url: './', revision: '2' },
  { url: 'models/manifest.json', revision: '2' },
  { url: 'assets/page-bbb.js', revision: null },
  { url: 'assets/font-fff.woff2', revision: null },
];

let stores: Map<string, Map<string, Response>>;
let fetched: string[];
let full: boolean;
let network: ((address: string) => Response) | null;

beforeEach(() => {
  stores = new Map();
  full = false;
  fetched = [];
  network = (address) => new Response(`${address} of the network`);
  vi.stubGlobal('caches', {
    keys: async () => [...stores.keys()],
    delete: async (name: string) => stores.delete(name),
    open: async (name: string) => {
      const store = stores.get(name) ?? new Map<string, Response>();
      stores.set(name, store);
      return {
        match: async (address: string) => store.get(address)?.clone(),
        put: async (address: string, response: Response) => {
          if (full) throw new DOMException('No room.', 'QuotaExceededError');
          store.set(address, response);
        },
      };
    },
  });
  vi.stubGlobal('fetch', async (asked: Request | string) => {
    const address = typeof asked === 'string' ? asked : asked.url;
    fetched.push(address);
    if (!network) throw new TypeError('Failed to fetch');
    return network(address);
  });
});
afterEach(() => vi.unstubAllGlobals());

const get = (path: string, init?: { mode?: string; method?: string }): Request =>
  ({ url: new URL(path, SCOPE).href, method: 'GET', mode: 'cors', ...init }) as Request;
const text = async (answer: Promise<Response> | undefined) => (await answer)?.text();

async function installed(files: readonly ShellFile[]): Promise<Shell> {
  const shell = new Shell(files, SCOPE);
  await shell.install();
  await shell.dropOlder();
  return shell;
}

describe('Shell', () => {
  it('answers the page and its files without a network, whatever the query', async () => {
    const shell = await installed(FIRST);
    network = null;
    for (const path of ['./', './?backend=wasm', 'index.html']) {
      expect(await text(shell.answer(get(path, { mode: 'navigate' })))).toBe(`${SCOPE} of the network`);
    }
    expect(await text(shell.answer(get('assets/page-aaa.js')))).toContain('page-aaa.js');
  });

  it('leaves other pages, other origins, models, the runtime and posts to the browser', async () => {
    const shell = await installed(FIRST);
    expect(shell.answer(get('models/tiny/encoder.onnx'))).toBeUndefined();
    expect(shell.answer(get('assets/ort-jspi-12.wasm.packed'))).toBeUndefined();
    expect(shell.answer(get('https://elsewhere.test/assets/a.js'))).toBeUndefined();
    expect(shell.answer(get('/assets/page-aaa.js'))).toBeUndefined();
    expect(shell.answer(get('other.html', { mode: 'navigate' }))).toBeUndefined();
    expect(shell.answer(get('./', { method: 'POST' }))).toBeUndefined();
  });

  it('fails to install when a file is missing, so that no half version takes over', async () => {
    network = (address) => new Response('', { status: address.endsWith('.js') ? 404 : 200 });
    await expect(new Shell(FIRST, SCOPE).install()).rejects.toThrow('page-aaa.js: 404');
  });

  it('fetches only what is new, and never mixes two versions', async () => {
    const first = await installed(FIRST);
    fetched = [];
    network = (address) => new Response(`${address} of the second`);
    const second = await installed(SECOND);
    expect(second.name).not.toBe(first.name);
    expect(fetched.map((address) => address.slice(SCOPE.length)).sort()).toEqual([
      '',
      'assets/page-bbb.js',
      'models/manifest.json',
    ]);
    network = null;
    expect(await text(first.answer(get('./', { mode: 'navigate' })))).toBe(`${SCOPE} of the network`);
    expect(await text(second.answer(get('./', { mode: 'navigate' })))).toBe(`${SCOPE} of the second`);
    // A tab that still shows the first version loads one of its parts late.
    expect(await text(second.answer(get('assets/page-aaa.js')))).toContain('page-aaa.js of the network');
  });

  it('keeps this version and the one before, and what other pages of the origin stored', async () => {
    stores.set('litevae-lab-shell /else/ 12345678', new Map());
    stores.set('litevae-lab-files-1', new Map());
    const [first, second, third] = [
      await installed(FIRST),
      await installed(SECOND),
      await installed([...SECOND, { url: 'a', revision: '1' }]),
    ];
    expect([...stores.keys()]).toEqual([
      'litevae-lab-shell /else/ 12345678',
      'litevae-lab-files-1',
      second.name,
      third.name,
    ]);
    expect(stores.has(first.name)).toBe(false);
  });

  it('takes the list of models from the network, and the last one seen without', async () => {
    const shell = await installed(FIRST);
    network = () => new Response('newer list');
    expect(await text(shell.answer(get('models/manifest.json')))).toBe('newer list');
    network = null;
    expect(await text(shell.answer(get('models/manifest.json')))).toBe('newer list');
  });

  it('takes the list of models from the network also where the storage is full', async () => {
    const shell = await installed(FIRST);
    full = true;
    network = () => new Response('newer list');
    expect(await text(shell.answer(get('models/manifest.json')))).toBe('newer list');
    network = null;
    expect(await text(shell.answer(get('models/manifest.json')))).toContain('of the network');
  });

  it('stores a page that was redirected in a form that browsers take for a page', async () => {
    network = (address) => Object.defineProperty(new Response(address), 'redirected', { value: true });
    const shell = await installed(FIRST);
    const answer = await shell.answer(get('./', { mode: 'navigate' }));
    expect([answer?.redirected, await answer?.text()]).toEqual([false, SCOPE]);
  });

  it.each([
    ['by its type', () => new Response('Not here.', { headers: { 'content-type': 'text/html; charset=utf-8' } })],
    [
      'by its first bytes',
      () => new Response('\ufeff\n<!DOCTYPE html><html></html>', { headers: { 'content-type': 'text/javascript' } }),
    ],
  ])('never stores a page in place of a script or a list, known %s', async (_, page) => {
    network = (address) => (address.endsWith('.js') ? page() : new Response(address));
    await expect(new Shell(FIRST, SCOPE).install()).rejects.toThrow('page-aaa.js: a page came in its place');
    network = (address) => new Response(`${address} of the network`);
    const shell = await installed(FIRST);
    network = page;
    expect(await text(shell.answer(get('models/manifest.json')))).toContain('manifest.json of the network');
  });

  it('asks the network where the storage does not answer', async () => {
    const shell = await installed(FIRST);
    vi.useFakeTimers();
    const never = () => new Promise(() => undefined);
    for (const silent of [
      { open: never, keys: never },
      { open: async () => ({ match: never, put: never }), keys: async () => [shell.name] },
    ]) {
      vi.stubGlobal('caches', silent);
      for (const path of ['assets/page-aaa.js', 'assets/page-old.js', 'models/manifest.json']) {
        const answer = text(shell.answer(get(path)));
        await vi.runAllTimersAsync();
        expect(await answer).toBe(`${SCOPE}${path} of the network`);
      }
    }
    vi.useRealTimers();
  });
});
