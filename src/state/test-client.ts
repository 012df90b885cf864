import { TestClient } from '../client/test-asked-client';
import { allHere } from '../client/test-asks';
import type { BackendInfo, PictureInfo, RunSummary } from '../core/protocol';
import { STATS_TENSORS } from '../core/tensor';
import { defaultSettings, type Settings } from '../core/settings/settings';
import type { LabEnvironment } from './context';
import { createLab, type Lab } from './lab';
import type { Store } from './prefs';

export type { TestClient };

export function backendInfo(): BackendInfo {
  return {
    backend: 'wasm',
    adapter: 'CPU',
    software: false,
    model: 'tiny',
    ort: '1',
    threads: 1,
    precision: 'fp32',
    precisionReason: 'The CPU computes in fp32.',
    half: 'none',
    pixels: { by: 'canvas', exact: true, writes: true },
  };
}

export function pictureInfo(name = 'a.png'): PictureInfo {
  return {
    name,
    format: 'PNG',
    fileBytes: 100,
    sourceWidth: 16,
    sourceHeight: 8,
    width: 16,
    height: 8,
    paddedWidth: 16,
    paddedHeight: 8,
    notes: [],
    decodeMs: 1,
    reading: { by: 'canvas', exact: true, writes: true },
  };
}

/** Only what the store reads is filled with care. */
export function summaryOf(job: number, settings: Settings, psnr: number): RunSummary {
  return {
    job,
    settings,
    psnr,
    ssim: 0.9,
    backend: 'wasm',
    model: 'tiny',
    width: 16,
    height: 8,
    identical: false,
    mse: 1,
    meanAbsolute: 1,
    maxAbsolute: 1,
    compression: { ratio: 16, latentValues: 24, bitsPerPixel: (6 * (settings.latent.bits ?? 32)) / 32 },
    latentDims: [1, 12, 1, 2],
    totalMs: 1,
    cold: false,
    errorEnergies: [],
    squaredError: 0,
    gpuBytes: 0,
    readbacks: { betweenStages: 0, total: 0 },
    timings: { planar: 0, haar: 0, edit: 0, encoder: 0, posterior: 0, latent: 0, decoder: 0, inverse: 0, metrics: 0 },
    stats: Object.fromEntries(
      STATS_TENSORS.map((name) => [name, [{ min: 0, max: 1, mean: 0.5, std: 0.25 }]]),
    ) as unknown as RunSummary['stats'],
  };
}

export class MemoryStorage implements Store {
  readonly items = new Map<string, string>();
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
}

/** A lab with a test client; `now` moves a second at each look, so that edits do not merge by accident. */
export function testLab(overrides: Partial<LabEnvironment> = {}): { lab: Lab; client: TestClient } {
  let now = 0;
  let client: TestClient | undefined;
  const facts = { info: backendInfo(), picture: pictureInfo, summary: summaryOf };
  const lab = createLab({
    makeClient: (onEvent, verdicts) => (client = new TestClient(onEvent, verdicts, facts)),
    storage: null,
    href: 'http://lab.test/',
    now: () => (now += 2000),
    loadJson: () => Promise.reject(new Error('none')),
    loadBitmap: () => Promise.reject(new Error('none')),
    saveData: false,
    whenIdle: null,
    pictures: () => Promise.reject(new Error('none')),
    ownModels: () => Promise.reject(new Error('none')),
    listOwnModels: () => Promise.resolve([]),
    phone: false,
    wide: false,
    ...overrides,
  });
  return { lab, client: client as TestClient };
}

/** A lab that is up, with a picture open and its first run in flight. */
export async function openedLab(overrides: Partial<LabEnvironment> = {}): Promise<{ lab: Lab; client: TestClient }> {
  const { lab, client } = testLab(overrides);
  const up = lab.actions.boot();
  client.starts[0]?.resolve(backendInfo());
  await up;
  const opened = lab.actions.open(new Blob(['x']));
  client.opens[0]?.resolve(pictureInfo());
  await opened;
  await settled();
  return { lab, client };
}

/** Lets everything go on that waits for no answer of the test. */
export async function settled(): Promise<void> {
  do await new Promise((resolve) => setTimeout(resolve));
  while (!allHere());
}

export const DEFAULTS = defaultSettings();
