import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';

export const DIST = join(import.meta.dirname, '../../dist');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
};

/** A host as plain as they come: the files of dist below `folder`, a type, and not one header that is not asked for. */
export class PlainHost {
  /** Answers in place of what dist has, by the path below the folder. */
  readonly files = new Map<string, Buffer | string>();
  readonly #folder: string;
  readonly #headers: Readonly<Record<string, string>>;
  #server: Server | undefined;
  #port = 0;

  constructor(folder: string, headers: Readonly<Record<string, string>> = {}) {
    this.#folder = folder;
    this.#headers = headers;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get address(): string {
    return this.origin + this.#folder;
  }

  /** Opens the port, the same one again after a stop. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://host');
      const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
      const body = path.startsWith(this.#folder) ? this.read(path.slice(this.#folder.length)) : undefined;
      const type = { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream' };
      response
        .writeHead(body === undefined ? 404 : 200, { ...this.#headers, ...(body !== undefined && type) })
        .end(body);
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    const address = server.address();
    this.#port = typeof address === 'object' && address ? address.port : 0;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  read(name: string): Buffer | string | undefined {
    const path = join(DIST, name);
    return (
      this.files.get(name) ?? (statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : undefined)
    );
  }
}

export async function withPlainHost(folder: string, body: (origin: string) => Promise<void>): Promise<void> {
  const host = new PlainHost(folder);
  await host.start();
  try {
    await body(host.origin);
  } finally {
    await host.stop();
  }
}
