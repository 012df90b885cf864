import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { sourceOf, valueOf, type Driver, type InputSource } from './driver';

const START_MS = 60_000;
const COMMAND_MS = 60_000;
/** A page that answers nothing at all for so long never answers again; a script that works for long does not keep it from this. */
const PULSE_MS = 15_000;

/**
 * What Firefox writes when a worker with threads of onnxruntime's is ended, in whichever way. It reaches neither the page nor the
 * worker: no event, no rejection.
 */
const NOISE = 'error: uncaught exception: undefined';

/** WebGPU on any driver, a program on the CPU too; all of it needs no network of Mozilla's. */
const PREFS = {
  'dom.webgpu.enabled': true,
  'gfx.webgpu.ignore-blocklist': true,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
};

interface Answer {
  readonly id?: number;
  readonly type: 'success' | 'error' | 'event';
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
  readonly method?: string;
  readonly params?: unknown;
}

interface LogEntry {
  readonly level: string;
  readonly text: string | null;
}

/** Firefox by WebDriver BiDi: one process, and a container with a storage of its own for each driver. */
export class Firefox {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  readonly #logs = new Set<(entry: LogEntry, context: string) => void>();
  #last = 0;
  version = '';

  private constructor(process: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('message', (data) => this.#hear(JSON.parse(String(data)) as Answer));
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('Firefox has gone.'));
    });
  }

  /** @throws Error when it does not start within a minute */
  static async start(executablePath: string): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), 'litevae-firefox-'));
    const prefs = Object.entries(PREFS).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    writeFileSync(join(profile, 'user.js'), prefs.join('\n'));
    const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
    const child = spawn(executablePath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const address = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('Firefox did not start within a minute.')), START_MS);
      createInterface({ input: child.stderr }).on('line', (line) => {
        const [, found] = /WebDriver BiDi listening on (ws:\S+)/.exec(line) ?? [];
        if (!found) return;
        clearTimeout(timer);
        resolve(found);
      });
      child.once('exit', (code) => reject(new Error(`Firefox ended with ${code}.`)));
    });
    const socket = new WebSocket(`${address}/session`);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const firefox = new Firefox(child, profile, socket);
    const { capabilities } = await firefox.send<{ capabilities: { browserVersion: string } }>('session.new', {
      capabilities: {},
    });
    firefox.version = capabilities.browserVersion;
    await firefox.send('session.subscribe', { events: ['log.entryAdded'] });
    return firefox;
  }

  /** A page that shares no storage with others. */
  async open(width: number, height: number): Promise<Driver> {
    const { userContext } = await this.send<{ userContext: string }>('browser.createUserContext', {});
    const { context } = await this.send<{ context: string }>('browsingContext.create', { type: 'tab', userContext });
    await this.send('browsingContext.setViewport', { context, viewport: { width, height } });
    return new FirefoxPage(this, userContext, context);
  }

  async stop(): Promise<void> {
    this.#socket.close();
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill();
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  send<R>(method: string, params: object, limitMs = COMMAND_MS): Promise<R> {
    const id = ++this.#last;
    return new Promise<R>((resolve, reject) => {
      const timer = setTimeout(() => settle(() => reject(new Error(`Firefox did not answer ${method}.`))), limitMs);
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        end();
      };
      this.#waiting.set(id, {
        resolve: (result) => settle(() => resolve(result)),
        reject: (error) => settle(() => reject(error)),
      });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  onLog(hear: (entry: LogEntry, context: string) => void): void {
    this.#logs.add(hear);
  }

  #hear({ id, type, result, error, message, params }: Answer): void {
    if (id === undefined) {
      const entry = params as LogEntry & { source: { context?: string } };
      for (const hear of this.#logs) hear(entry, entry.source.context ?? '');
      return;
    }
    const call = this.#waiting.get(id);
    if (type === 'success') call?.resolve(result as never);
    else call?.reject(new Error(`${error}: ${message}`));
  }
}

class FirefoxPage implements Driver {
  readonly name = 'firefox';
  readonly #firefox: Firefox;
  readonly #userContext: string;
  readonly #context: string;
  #problems: string[] = [];

  constructor(firefox: Firefox, userContext: string, context: string) {
    this.#firefox = firefox;
    this.#userContext = userContext;
    this.#context = context;
    firefox.onLog(({ level, text }, from) => {
      if (from === context && (level === 'error' || level === 'warn')) this.#problems.push(`${level}: ${text}`);
    });
  }

  get version(): string {
    return this.#firefox.version;
  }

  async goto(url: string): Promise<void> {
    await this.#firefox.send('browsingContext.navigate', { context: this.#context, url, wait: 'complete' });
  }

  async evaluate<A extends unknown[], R>(body: (...args: A) => R | Promise<R>, ...args: A): Promise<R> {
    const { result } = await this.#call<{ value: string }>(sourceOf(body), [
      { type: 'string', value: JSON.stringify(args) },
    ]);
    return valueOf<R>(result.value);
  }

  async perform(sources: readonly InputSource[]): Promise<void> {
    await this.#firefox.send('input.performActions', { context: this.#context, actions: sources });
  }

  async choose(selector: string, paths: readonly string[]): Promise<void> {
    const { result } = await this.#call<{ sharedId: string }>('(selector) => document.querySelector(selector)', [
      { type: 'string', value: selector },
    ]);
    await this.#firefox.send('input.setFiles', {
      context: this.#context,
      element: { sharedId: result.sharedId },
      files: paths,
    });
  }

  async screenshot(): Promise<Buffer> {
    const { data } = await this.#firefox.send<{ data: string }>('browsingContext.captureScreenshot', {
      context: this.#context,
    });
    return Buffer.from(data, 'base64');
  }

  async problems(): Promise<string[]> {
    const found = this.#problems;
    this.#problems = [];
    return found.filter((line) => line !== NOISE);
  }

  async close(): Promise<void> {
    await this.#firefox.send('browser.removeUserContext', { userContext: this.#userContext });
  }

  async #call<R>(functionDeclaration: string, args: readonly object[]): Promise<{ result: R }> {
    const target = { context: this.#context };
    const asked = this.#firefox.send<{ type: string; result: R; exceptionDetails?: { text: string } }>(
      'script.callFunction',
      { functionDeclaration, arguments: args, awaitPromise: true, target },
    );
    const answer = await this.#whileAlive(asked);
    if (answer.type === 'exception') throw new Error(answer.exceptionDetails?.text);
    return answer;
  }

  /** Rejects as soon as the page answers nothing more, long before the limit of a single command. */
  #whileAlive<R>(asked: Promise<R>): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      const pulse = setInterval(() => {
        this.#firefox
          .send(
            'script.evaluate',
            { expression: '1', awaitPromise: false, target: { context: this.#context } },
            PULSE_MS,
          )
          .catch(reject);
      }, 5000);
      asked.then(resolve, reject).finally(() => clearInterval(pulse));
    });
  }
}
