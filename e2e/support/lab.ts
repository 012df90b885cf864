import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import type { ErrorInfo } from '../../src/core/errors';
import type {
  BackendInfo,
  LossPoint,
  PictureInfo,
  Resources,
  RunSummary,
  TensorData,
  TensorName,
} from '../../src/core/protocol';
import type { ParityReceipt } from '../../src/core/model/parity';
import type { LabScripting } from '../../src/core/scripting-types';
import type { Settings, SettingsPatch } from '../../src/core/settings/settings';
import type { SideSlot, Slot } from '../../src/core/slots';
import { serveTinyModel } from './tiny-model';

export interface OpenOptions {
  /** The path of the page on its host. */
  readonly path?: string;
  /** 'tiny' serves the test model; 'real' leaves public/models as built. */
  readonly model?: 'tiny' | 'real';
  readonly backend?: 'webgpu' | 'wasm';
  /** true keeps the sample that a first visit opens; without it the page starts empty, which saves its run. */
  readonly sample?: boolean;
  /** More of the query; the parity receipt in the background is off unless it says { parity: 'on' }. */
  readonly query?: Readonly<Record<string, string>>;
  readonly fragment?: string;
  /** true keeps the line for first visits, which takes room from the viewer. */
  readonly greeting?: boolean;
  /** false returns before window.litevae.ready has settled. */
  readonly wait?: boolean;
}

/** A file as the page gets it by dropping, pasting or choosing. */
export interface TestFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

const TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.bmp': 'image/bmp',
  '.svg': 'image/svg+xml',
  '.heic': 'image/heic',
};

export function fileOf(path: string): TestFile {
  return { name: basename(path), type: TYPES[extname(path)] ?? '', bytes: new Uint8Array(readFileSync(path)) };
}

type Method = Exclude<keyof LabScripting, 'ready'>;
type Answer<M extends Method> = Awaited<ReturnType<LabScripting[M]>>;

/** What window.litevae rejected with. */
export class Refusal extends Error implements ErrorInfo {
  readonly code: ErrorInfo['code'];

  constructor({ code, message }: ErrorInfo) {
    super(message);
    this.name = `Refusal ${code}`;
    this.code = code;
  }
}

/** The page, as a person and a script use it. */
export class Lab {
  readonly page: Page;
  readonly #context: BrowserContext;

  constructor(page: Page) {
    this.page = page;
    this.#context = page.context();
  }

  async open({
    path = '/',
    model = 'tiny',
    backend,
    sample = false,
    query = {},
    fragment = '',
    greeting = false,
    wait = true,
  }: OpenOptions = {}): Promise<void> {
    if (backend === 'webgpu' && !test.info().tags.includes('@gpu'))
      throw new Error('A test that uses WebGPU has the tag GPU of support/test.ts.');
    if (model === 'tiny') await serveTinyModel(this.#context);
    if (!sample) await this.#context.route('**/samples/samples.json', (route) => route.fulfill({ json: [] }));
    const search = new URLSearchParams({ parity: 'off', ...(backend && { backend }), ...query }).toString();
    await this.page.goto(`${path}${search && `?${search}`}${fragment && `#${fragment}`}`);
    if (wait) await this.ready();
    if (wait && !greeting) await this.#closeGreeting();
  }

  async #closeGreeting(): Promise<void> {
    const close = this.page.getByRole('button', { name: 'Close this line' });
    // Not by a place on the screen: a dialog may come over it.
    if (await close.isVisible()) await close.evaluate((button: HTMLElement) => button.click());
  }

  /** @throws Refusal when no backend can run */
  async ready(): Promise<void> {
    await this.page.waitForFunction(() => 'litevae' in window);
    await this.#ask(() =>
      this.page.evaluate(() =>
        window.litevae.ready.then(
          () => ({ value: null }),
          (error: ErrorInfo) => ({ refused: { code: error.code, message: error.message } }),
        ),
      ),
    );
  }

  set(settings: SettingsPatch): Promise<void> {
    return this.#call('set', settings);
  }

  settings(): Promise<Settings> {
    return this.#call('settings');
  }

  run(): Promise<RunSummary> {
    return this.#call('run');
  }

  /** Waits for a run of a picture of this width in px: a file that was chosen, dropped or pasted opens in its own time. */
  async runsAt(width: number): Promise<void> {
    await expect
      .poll(() =>
        this.run().then(
          (summary) => summary.width,
          () => 0,
        ),
      )
      .toBe(width);
  }

  tensor(name: TensorName, slot: Slot = 'shown'): Promise<TensorData> {
    return this.#call('tensor', name, slot);
  }

  trial(settings: SettingsPatch, keep?: SideSlot): Promise<RunSummary> {
    return this.#call('trial', settings, keep ? { keep } : {});
  }

  /** window.litevae.second with a Blob, or null. */
  second(file: TestFile | null): Promise<PictureInfo | null> {
    return this.#ask(() =>
      this.page.evaluate(
        (given) =>
          window.litevae.second(given && new Blob([given.bytes], { type: given.type })).then(
            (value) => ({ value }),
            (error: ErrorInfo) => ({ refused: { code: error.code, message: error.message } }),
          ),
        file && { bytes: file.bytes as Uint8Array<ArrayBuffer>, type: file.type },
      ),
    );
  }

  parity(): Promise<ParityReceipt> {
    return this.#call('parity');
  }

  info(): Promise<BackendInfo> {
    return this.#call('info');
  }

  resources(): Promise<Resources> {
    return this.#call('resources');
  }

  destroyDevice(at?: LossPoint): Promise<void> {
    return at ? this.#call('destroyDevice', at) : this.#call('destroyDevice');
  }

  /** window.litevae.open with an address. */
  openAddress(address: string): Promise<void> {
    return this.#call('open', address);
  }

  /** window.litevae.open with a Blob. */
  openFile({ bytes, type }: TestFile): Promise<void> {
    return this.#ask(() =>
      this.page.evaluate(
        (file) =>
          window.litevae.open(new Blob([file.bytes], { type: file.type })).then(
            () => ({ value: undefined }),
            (error: ErrorInfo) => ({ refused: { code: error.code, message: error.message } }),
          ),
        { bytes: bytes as Uint8Array<ArrayBuffer>, type },
      ),
    );
  }

  /** Chooses a file with the page's picker. */
  async choose({ name, type, bytes }: TestFile): Promise<void> {
    const input = this.page.locator('input[type=file]').first();
    await input.setInputFiles({ name, mimeType: type, buffer: Buffer.from(bytes) });
  }

  /** Drags a file over the page and drops it on an element. */
  async drop(file: TestFile, selector = 'body'): Promise<void> {
    const transfer = await this.#transfer(file);
    for (const event of ['dragenter', 'dragover', 'drop']) {
      await this.page.dispatchEvent(selector, event, { dataTransfer: transfer });
    }
  }

  /** @param beside what the clipboard holds, too, by its type: spreadsheets copy cells as text and as a picture */
  async paste(file: TestFile, beside: Readonly<Record<string, string>> = {}): Promise<void> {
    const transfer = await this.#transfer(file);
    await transfer.evaluate(
      (data, texts) => Object.entries(texts).forEach(([type, text]) => data.setData(type, text)),
      beside,
    );
    await this.page.evaluate((clipboardData) => {
      const target = document.activeElement ?? document.body;
      target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, transfer);
  }

  /** Drops or pastes what is no file: text by its type. */
  give(how: 'drop' | 'paste', data: Readonly<Record<string, string>>): Promise<void> {
    return this.page.evaluate(
      ([event, texts]) => {
        const transfer = new DataTransfer();
        for (const [type, text] of Object.entries(texts)) transfer.setData(type, text);
        const options = { bubbles: true, cancelable: true };
        document.body.dispatchEvent(
          event === 'drop'
            ? new DragEvent('drop', { ...options, dataTransfer: transfer })
            : new ClipboardEvent('paste', { ...options, clipboardData: transfer }),
        );
      },
      [how, data] as const,
    );
  }

  /** Drops files and folders of this computer, by the browser's own way. */
  async dropPaths(...paths: readonly string[]): Promise<void> {
    const session = await this.#context.newCDPSession(this.page);
    const at = { x: 300, y: 300, data: { items: [], files: [...paths], dragOperationsMask: 1 } };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', { type, ...at });
    await session.detach();
  }

  #transfer({ name, type, bytes }: TestFile) {
    return this.page.evaluateHandle(
      (file) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([file.bytes], file.name, { type: file.type }));
        return transfer;
      },
      { name, type, bytes: bytes as Uint8Array<ArrayBuffer> },
    );
  }

  #call<M extends Method>(method: M, ...args: Parameters<LabScripting[M]>): Promise<Answer<M>> {
    return this.#ask(() =>
      this.page.evaluate(
        async ([name, values]) => {
          try {
            const called = window.litevae[name] as (...list: unknown[]) => unknown;
            return { value: (await called.apply(window.litevae, values)) as Answer<M> };
          } catch (thrown) {
            const { code, message } = thrown as ErrorInfo;
            return { refused: { code, message } };
          }
        },
        [method, args] as [Method, unknown[]],
      ),
    );
  }

  /** Errors cross to Node as text only, so a refusal travels as a value and is thrown here with its code. */
  async #ask<T>(question: () => Promise<{ value: T } | { refused: ErrorInfo }>): Promise<T> {
    const answer = await question();
    if ('refused' in answer) throw new Refusal(answer.refused);
    return answer.value;
  }
}
