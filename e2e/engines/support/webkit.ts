import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { sourceOf, valueOf, type Driver, type InputSource } from './driver';

const START_MS = 30_000;
const COMMAND_MS = 60_000;
/** What WebDriver calls an element by. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

type NotingWindow = Window & { noted?: string[] };

/** WebKitGTK's MiniBrowser by WebDriver, on a display without a screen. One page at a time: its driver has one session. */
export class WebKit {
  readonly #display: ChildProcess;
  readonly #driver: ChildProcess;
  readonly #address: string;
  /** '' before a page was open. */
  version = '';

  private constructor(display: ChildProcess, driver: ChildProcess, address: string) {
    this.#display = display;
    this.#driver = driver;
    this.#address = address;
  }

  /** @throws Error when the display or the driver does not start within half a minute */
  static async start(driverPath: string): Promise<WebKit> {
    const display = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const number = await firstLine(display, display.stdio[3] as Readable, 'Xvfb');
    const port = await freePort();
    const env = { ...process.env, DISPLAY: `:${number}`, LIBGL_ALWAYS_SOFTWARE: '1' };
    const driver = spawn(driverPath, [`--port=${port}`, '--host=127.0.0.1'], { stdio: 'ignore', env });
    const webkit = new WebKit(display, driver, `http://127.0.0.1:${port}`);
    const until = Date.now() + START_MS;
    while (!(await webkit.#isUp())) {
      if (Date.now() > until) throw new Error('WebKitWebDriver did not start within half a minute.');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return webkit;
  }

  /** A browser of its own with an empty storage. */
  async open(width: number, height: number): Promise<Driver> {
    const options = { args: ['--automation'] };
    const { sessionId, capabilities } = await this.send<{
      sessionId: string;
      capabilities: { browserVersion: string };
    }>('POST', '/session', {
      capabilities: {
        alwaysMatch: { 'webkitgtk:browserOptions': options, timeouts: { script: COMMAND_MS, pageLoad: COMMAND_MS } },
      },
    });
    this.version = capabilities.browserVersion;
    const page = new WebKitPage(this, sessionId, this.version);
    await page.resize(width, height);
    return page;
  }

  async stop(): Promise<void> {
    const ended = [this.#driver, this.#display].map((each) =>
      each.exitCode === null ? once(each, 'exit') : undefined,
    );
    this.#driver.kill();
    this.#display.kill();
    await Promise.all(ended);
  }

  async send<R>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<R> {
    const response = await fetch(this.#address + path, {
      method,
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(COMMAND_MS),
    });
    const { value } = (await response.json()) as { value: R & { error?: string; message?: string } };
    if (!response.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  }

  async #isUp(): Promise<boolean> {
    return this.send('GET', '/status').then(
      () => true,
      () => false,
    );
  }
}

class WebKitPage implements Driver {
  readonly name = 'webkit';
  readonly version: string;
  readonly #webkit: WebKit;
  readonly #session: string;

  constructor(webkit: WebKit, session: string, version: string) {
    this.#webkit = webkit;
    this.#session = `/session/${session}`;
    this.version = version;
  }

  /** Makes the page, not the window, so large. */
  async resize(width: number, height: number): Promise<void> {
    await this.#post('/window/rect', { x: 0, y: 0, width, height });
    const [inner, outer] = await this.evaluate(
      () =>
        [
          [innerWidth, innerHeight],
          [outerWidth, outerHeight],
        ] as const,
    );
    await this.#post('/window/rect', {
      x: 0,
      y: 0,
      width: width + outer[0] - inner[0],
      height: height + outer[1] - inner[1],
    });
  }

  async goto(url: string): Promise<void> {
    await this.#post('/url', { url });
    // Sessions of automation are private ones, whose console goes nowhere.
    await this.evaluate(() => {
      const noted: string[] = ((window as NotingWindow).noted = []);
      addEventListener('error', ({ message }) => noted.push(`error: ${message}`));
      addEventListener('unhandledrejection', ({ reason }) => noted.push(`error: ${String(reason)}`));
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        noted.push(`${violatedDirective}: ${blockedURI}`),
      );
    });
  }

  async evaluate<A extends unknown[], R>(body: (...args: A) => R | Promise<R>, ...args: A): Promise<R> {
    const script = `const [args, done] = arguments; (${sourceOf(body)})(args).then(done);`;
    return valueOf<R>(await this.#post<string>('/execute/async', { script, args: [JSON.stringify(args)] }));
  }

  async perform(sources: readonly InputSource[]): Promise<void> {
    await this.#post('/actions', { actions: sources });
  }

  async choose(selector: string, paths: readonly string[]): Promise<void> {
    const { [ELEMENT]: id } = await this.#post<Record<string, string>>('/element', {
      using: 'css selector',
      value: selector,
    });
    await this.#post(`/element/${id}/value`, { text: paths.join('\n') });
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(await this.#webkit.send<string>('GET', `${this.#session}/screenshot`), 'base64');
  }

  async problems(): Promise<string[]> {
    return this.evaluate(() => (window as NotingWindow).noted?.splice(0) ?? []);
  }

  async close(): Promise<void> {
    await this.#webkit.send('DELETE', this.#session);
  }

  #post<R>(path: string, body: object): Promise<R> {
    return this.#webkit.send<R>('POST', this.#session + path, body);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}

/** What a process says first. @throws Error when it ends before, or says nothing */
async function firstLine(process: ChildProcess, stream: Readable, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${name} did not start.`)), START_MS);
    process.once('error', reject).once('exit', () => reject(new Error(`${name} ended.`)));
    createInterface({ input: stream }).once('line', (line) => {
      clearTimeout(timer);
      resolve(line);
    });
  });
}
