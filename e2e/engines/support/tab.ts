import { expect } from '@playwright/test';
import type { TestFile } from '../../support/lab';
import type { RunSummary } from '../../../src/core/protocol';
import type { SettingsPatch } from '../../../src/core/settings/settings';
import type { Driver, EngineName } from './driver';
import { lookFor, type Found, type Target } from './look-for';

export type { Target };

/** About one load in fifty hangs in an automated Firefox, and never in one that a person uses: it is loaded again. */
const HANG_MS = 15_000;
/** Ten times what an idle computer needs. */
const WAIT = { timeout: 30_000 };
/** Keys that have no character, as WebDriver names them. */
const KEYS = {
  Control: '\uE009',
  Shift: '\uE008',
  Enter: '\uE007',
  Escape: '\uE00C',
  ArrowLeft: '\uE012',
  ArrowRight: '\uE014',
  Tab: '\uE004',
} as const;

type Bytes = Uint8Array<ArrayBufferLike>;

/** The page in any engine, as a person uses it. */
export class Tab {
  readonly driver: Driver;
  #address = '';

  constructor(driver: Driver) {
    this.driver = driver;
  }

  get engine(): EngineName {
    return this.driver.name;
  }

  evaluate: Driver['evaluate'] = (body, ...args) => this.driver.evaluate(body, ...args);

  /** Opens the page, and waits until a backend is up. */
  async open(address: string): Promise<void> {
    this.#address = address;
    for (let tries = 2; ; tries -= 1) {
      const isHere = await Promise.race([
        this.#load(),
        new Promise<false>((resolve) => setTimeout(resolve, HANG_MS, false)),
      ]);
      if (isHere) break;
      if (tries === 0) throw new Error(`${address} does not load.`);
    }
    await this.evaluate(() => window.litevae.ready);
  }

  reload(): Promise<void> {
    return this.open(this.#address);
  }

  async #load(): Promise<boolean> {
    await this.driver.goto(this.#address);
    await expect.poll(() => this.evaluate(() => 'litevae' in window), { timeout: HANG_MS }).toBe(true);
    return true;
  }

  /** window.litevae.open with a Blob, and the run after it. */
  async show({ bytes, type }: TestFile): Promise<RunSummary> {
    await this.evaluate(
      (text, kind) =>
        window.litevae.open(new Blob([Uint8Array.from(atob(text), (each) => each.charCodeAt(0))], { type: kind })),
      base64(bytes),
      type,
    );
    return this.run();
  }

  run(): Promise<RunSummary> {
    return this.evaluate(() => window.litevae.run());
  }

  async set(settings: SettingsPatch): Promise<RunSummary> {
    await this.evaluate((patch) => window.litevae.set(patch), settings);
    return this.run();
  }

  /** Sides of the picture that the last run was of. */
  async size(): Promise<string> {
    return this.evaluate(() =>
      window.litevae.tensor('input').then(
        ({ dims }) => dims.slice(2).reverse().join('x'),
        () => 'nothing',
      ),
    );
  }

  /** Waits for an element that can be seen, and scrolls to it. */
  async find(target: Target): Promise<Found> {
    let found: Found | null = null;
    await expect
      .poll(async () => (found = await this.#look(target)) !== null, {
        message: `to find ${JSON.stringify(target)}`,
        ...WAIT,
      })
      .toBe(true);
    return found as unknown as Found;
  }

  has(target: Target): Promise<boolean> {
    return this.#look(target).then((found) => found !== null);
  }

  async text(target: Target): Promise<string> {
    return (await this.find(target)).text;
  }

  /** Waits until an element says something. */
  async says(target: Target, expected: RegExp): Promise<void> {
    await expect.poll(async () => (await this.#look(target))?.text ?? '', WAIT).toMatch(expected);
  }

  async click(target: Target): Promise<void> {
    const { x, y } = await this.find(target);
    await this.drag([[x, y]]);
  }

  async focus(selector: string): Promise<void> {
    await this.find(selector);
    await this.evaluate((wanted) => document.querySelector<HTMLElement>(wanted)?.focus(), selector);
  }

  /** Presses at the first place and lets go at the last one, in CSS pixels. */
  async drag(places: readonly (readonly [number, number])[]): Promise<void> {
    const moves = places.map(
      ([x, y]) => ({ type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 0 }) as const,
    );
    const [first, ...others] = moves;
    if (!first) return;
    const actions = [first, { type: 'pointerDown', button: 0 }, ...others, { type: 'pointerUp', button: 0 }] as const;
    await this.driver.perform([{ type: 'pointer', id: 'mouse', actions }]);
  }

  /** Moves the pointer to the middle of an element, or beside it by so many CSS pixels. */
  async hover(target: Target, beside = 0): Promise<void> {
    const { x, y } = await this.find(target);
    await this.driver.perform([
      {
        type: 'pointer',
        id: 'mouse',
        actions: [{ type: 'pointerMove', x: Math.round(x) + beside, y: Math.round(y), duration: 0 }],
      },
    ]);
  }

  /** One key, with others held: 'Control+v'. */
  async press(keys: string): Promise<void> {
    const values = (keys === '+' ? [keys] : keys.split('+')).map(
      (key) => (KEYS as Readonly<Record<string, string>>)[key] ?? key,
    );
    const down = values.map((value) => ({ type: 'keyDown', value }) as const);
    const up = values.toReversed().map((value) => ({ type: 'keyUp', value }) as const);
    await this.driver.perform([{ type: 'key', id: 'keyboard', actions: [...down, ...up] }]);
  }

  /** Text into the element that has the focus. */
  async type(text: string): Promise<void> {
    const actions = [...text].flatMap(
      (value) =>
        [
          { type: 'keyDown', value },
          { type: 'keyUp', value },
        ] as const,
    );
    await this.driver.perform([{ type: 'key', id: 'keyboard', actions }]);
  }

  /** Drops files on the page, or pastes them. */
  async give(how: 'drop' | 'paste', files: readonly TestFile[]): Promise<void> {
    const given = files.map(({ name, type, bytes }) => ({ name, type, text: base64(bytes) }));
    await this.evaluate(
      (event, list) => {
        const data = new DataTransfer();
        for (const { name, type, text } of list)
          data.items.add(new File([Uint8Array.from(atob(text), (each) => each.charCodeAt(0))], name, { type }));
        const options = { bubbles: true, cancelable: true };
        // Firefox reads no data of the constructor.
        if (event === 'paste')
          document.body.dispatchEvent(
            Object.defineProperty(new ClipboardEvent('paste', options), 'clipboardData', { value: data }),
          );
        else
          for (const type of ['dragenter', 'dragover', 'drop'])
            document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, ...options }));
      },
      how,
      given,
    );
  }

  /** What the page hands to the browser's downloads while something is done. */
  async saved(act: () => Promise<void>): Promise<{ readonly name: string; readonly bytes: Bytes }> {
    await this.evaluate(() => {
      const made = new Map<string, Blob>();
      const { createObjectURL } = URL;
      const { click } = HTMLAnchorElement.prototype;
      (window as SavingWindow).savedFile = new Promise((resolve) => {
        URL.createObjectURL = (blob) => {
          const url = createObjectURL(blob);
          if (blob instanceof Blob) made.set(url, blob);
          return url;
        };
        HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
          Object.assign(URL, { createObjectURL });
          HTMLAnchorElement.prototype.click = click;
          resolve({ name: this.download, blob: made.get(this.href) as Blob });
        };
      });
    });
    await act();
    const { name, text } = await this.evaluate(async () => {
      const { name: called, blob } = await ((window as SavingWindow).savedFile as Promise<{
        name: string;
        blob: Blob;
      }>);
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let binary = '';
      for (const byte of bytes) binary += String.fromCharCode(byte);
      return { name: called, text: btoa(binary) };
    });
    return { name, bytes: Buffer.from(text, 'base64') };
  }

  /** How many colours a canvas shows. */
  colours(selector: string): Promise<number> {
    return this.evaluate((wanted) => {
      const canvas = document.querySelector(wanted) as HTMLCanvasElement;
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
        0,
        0,
        canvas.width,
        canvas.height,
      );
      return new Set(new Uint32Array(data.buffer)).size;
    }, selector);
  }

  async chooseFromMenu(button: string, item: string): Promise<void> {
    await this.click({ role: 'button', name: button });
    await this.click({ role: 'menuitem', name: item });
  }

  async openDrawer(id: string): Promise<string> {
    const drawer = `[data-drawer="${id}"]`;
    const { text } = await this.find(`${drawer} h3`);
    if (
      await this.evaluate(
        (selector) => document.querySelector(`${selector} h3 button`)?.getAttribute('aria-expanded') !== 'true',
        drawer,
      )
    )
      await this.click(`${drawer} h3 button`);
    return text;
  }

  #look(target: Target): Promise<Found | null> {
    return this.evaluate(lookFor, target);
  }
}

type SavingWindow = Window & { savedFile?: Promise<{ name: string; blob: Blob }> };

function base64(bytes: Bytes): string {
  return Buffer.from(bytes).toString('base64');
}
