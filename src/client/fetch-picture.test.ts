import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { fetchPicture, nameOfAddress } from './fetch-picture';

const PIXEL = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64');
const ANSWERS: Record<string, { status?: number; type?: string; body?: Buffer | string; breakOff?: boolean }> = {
  '/pixel.gif': { type: 'image/gif', body: PIXEL },
  '/untyped': { body: PIXEL },
  '/bytes': { type: 'application/octet-stream', body: PIXEL },
  '/page': { type: 'text/html; charset=utf-8', body: '<!doctype html>' },
  '/film': { type: 'video/mp4', body: 'film' },
  '/gone': { status: 404, type: 'image/png', body: '' },
  '/broken': { type: 'image/png', body: PIXEL, breakOff: true },
};

let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const { status = 200, type, body, breakOff } = ANSWERS[request.url ?? ''] ?? { status: 500 };
    response.writeHead(status, {
      ...(type ? { 'content-type': type } : {}),
      ...(breakOff ? { 'content-length': 9999 } : {}),
    });
    if (breakOff) response.write(body, () => setTimeout(() => response.destroy(), 20));
    else response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : '';
  vi.stubGlobal('location', { origin, href: `${origin}/lab/` });
  vi.stubGlobal('navigator', { onLine: true });
});

afterEach(() => {
  vi.stubGlobal('navigator', { onLine: true });
});

afterAll(() => {
  vi.unstubAllGlobals();
  server.close();
});

const codeOf = (address: string): Promise<unknown> =>
  fetchPicture(address).then(
    () => 'taken',
    (error: { code: unknown }) => error.code,
  );

describe('fetchPicture', () => {
  it.each(['/pixel.gif', '/untyped', '/bytes'])('brings the bytes of %s', async (path) => {
    expect(Buffer.from(await (await fetchPicture(path)).arrayBuffer())).toEqual(PIXEL);
  });

  it.each([
    ['/page', 'not-an-image'],
    ['/film', 'not-an-image'],
    ['/gone', 'http-error'],
    ['/broken', 'fetch-failed'],
    ['http://[', 'fetch-failed'],
    ['file:///picture.png', 'fetch-failed'],
    ['javascript:1', 'fetch-failed'],
    ['data:image/png;base64,!', 'fetch-failed'],
  ])('refuses %s with %s', async (address, code) => {
    expect(await codeOf(address)).toBe(code);
  });

  it('names the host that does not answer to other pages, and the connection when there is none', async () => {
    // Nothing listens on port 1; to a page this looks the same as a host without CORS.
    await expect(fetchPicture('http://127.0.0.1:1/a.png')).rejects.toMatchObject({
      code: 'cors',
      message: expect.stringContaining('127.0.0.1:1 '),
    });
    vi.stubGlobal('navigator', { onLine: false });
    expect(await codeOf('http://127.0.0.1:1/a.png')).toBe('fetch-failed');
  });

  it('stops when it is told to', async () => {
    await expect(fetchPicture('/pixel.gif', AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
  });

  it('reads data: addresses with and without base64', async () => {
    const gif = await fetchPicture(`data:image/gif;base64,${PIXEL.toString('base64')}`);
    expect([gif.type, Buffer.from(await gif.arrayBuffer())]).toEqual(['image/gif', PIXEL]);
    const svg = await fetchPicture('data:image/svg+xml;charset=utf-8,%3Csvg%20title=%22%C3%A9%22/%3E');
    expect(await svg.text()).toBe('<svg title="é"/>');
  });
});

describe('addresses', () => {
  it('names a picture by the end of its path', () => {
    expect(
      ['https://h/a/b%20c.png?x=1#y', 'https://host:8/', 'data:image/png,x', 'https://h/%zz'].map(nameOfAddress),
    ).toEqual(['b c.png', 'host:8', 'picture', '%zz']);
  });
});
