import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { responseHeaders } from '../../../config/headers';
import { fileOf } from '../../support/lab';
import { PlainHost } from '../../support/plain-host';
import { tinyFile } from '../../support/tiny-model';
import { GOLDENS, RESULTS } from './paths';
import { Firefox } from './firefox';
import { Tab } from './tab';
import { WebKit } from './webkit';

export const PICTURE = fileOf(`${GOLDENS}/tiny-f8c12/64x64.png`);
export const ODD = fileOf(`${GOLDENS}/tiny-f8c12/53x37.png`);

interface Fixtures {
  /** A page with the tiny model and PICTURE on the CPU, shared by the tests of a file; each leaves it as it found it. */
  readonly tab: Tab;
  /** A browser with an empty storage. */
  readonly fresh: Tab;
}

interface WorkerFixtures {
  readonly browserOf: 'firefox' | 'webkit';
  readonly engine: Firefox | WebKit;
  /** The tiny model and no samples. */
  readonly host: PlainHost;
  /** The built app as it is. */
  readonly whole: PlainHost;
}

const SIZE = [1280, 800] as const;

/** What one file's tests share; WebKit has one page at a time, so it ends when a fresh one is asked for. */
let shared: { readonly file: string; readonly tab: Tab } | undefined;

async function endShared(): Promise<void> {
  const before = shared;
  shared = undefined;
  await before?.tab.driver.close();
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  browserOf: ['firefox', { scope: 'worker', option: true }],
  engine: [
    async ({ browserOf }, provide) => {
      const engine =
        browserOf === 'firefox'
          ? await Firefox.start(process.env['FIREFOX_PATH'] ?? '')
          : await WebKit.start(process.env['WEBKIT_DRIVER_PATH'] ?? '');
      mkdirSync(RESULTS, { recursive: true });
      await provide(engine);
      // Known when a page was open: WebKit says it with each session.
      writeFileSync(join(RESULTS, `${browserOf}.version`), engine.version);
      shared = undefined;
      await engine.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  host: [
    async ({ browserOf: _browser }, provide) => {
      const host = tinyHost();
      await host.start();
      await provide(host);
      await host.stop();
    },
    { scope: 'worker' },
  ],
  whole: [
    async ({ browserOf: _browser }, provide) => {
      const host = new PlainHost('/', responseHeaders());
      await host.start();
      await provide(host);
      await host.stop();
    },
    { scope: 'worker' },
  ],
  tab: async ({ engine, host }, provide, { file }) => {
    if (shared?.file !== file) {
      await endShared();
      const tab = new Tab(await engine.open(...SIZE));
      shared = { file, tab };
      await tab.open(`${host.address}?parity=off&backend=wasm`);
      await tab.show(PICTURE);
    }
    const { tab } = shared;
    await provide(tab);
    expect(await tab.driver.problems(), 'nothing goes uncaught').toEqual([]);
  },
  fresh: async ({ engine }, provide) => {
    await endShared();
    const tab = new Tab(await engine.open(...SIZE));
    await provide(tab);
    const problems = await tab.driver.problems();
    await tab.driver.close();
    expect(problems, 'nothing goes uncaught').toEqual([]);
  },
});

/** A host of its own for a test that stops it. */
export function tinyHost(): PlainHost {
  const host = new PlainHost('/', responseHeaders());
  for (const name of [
    'manifest.json',
    'encoder.onnx',
    'decoder.onnx',
    'encoder.fp16.onnx',
    'decoder.fp16.onnx',
    'parity.safetensors',
  ])
    host.files.set(`models/${name}`, tinyFile(name));
  host.files.set('samples/samples.json', '[]');
  return host;
}

export { expect };
