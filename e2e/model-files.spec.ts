import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';
import { fileOf, Lab } from './support/lab';
import { overwriteWeights } from './support/onnx-weights';
import { expect, GPU, test } from './support/test';
import { serveTinyModel, tinyFile } from './support/tiny-model';

/** Answers one file of the tiny model differently, from the next request on. */
async function replace(
  context: BrowserContext,
  name: string,
  answer: { body?: Buffer | string; status?: number },
): Promise<() => Promise<void>> {
  const pattern = `**/models/${name}`;
  await context.route(pattern, (route) => route.fulfill(answer));
  return () => context.unroute(pattern);
}

const flipped = (): Buffer => {
  const bytes = Buffer.from(tinyFile('decoder.onnx'));
  bytes[1000] = (bytes[1000] as number) ^ 1;
  return bytes;
};

const CASES = [
  { what: 'one flipped bit', name: 'decoder.onnx', answer: () => ({ body: flipped() }), code: 'model-corrupt' },
  {
    what: 'half of the file',
    name: 'decoder.onnx',
    answer: () => ({ body: tinyFile('decoder.onnx').subarray(0, 4000) }),
    code: 'model-corrupt',
  },
  { what: 'no file', name: 'encoder.onnx', answer: () => ({ status: 404, body: 'none' }), code: 'model-missing' },
  { what: 'a server error', name: 'encoder.onnx', answer: () => ({ status: 503, body: 'busy' }), code: 'http-error' },
  { what: 'a server error', name: 'manifest.json', answer: () => ({ status: 503, body: 'busy' }), code: 'http-error' },
  {
    what: 'a manifest that is not JSON',
    name: 'manifest.json',
    answer: () => ({ body: '<html>' }),
    code: 'model-corrupt',
  },
  {
    what: 'a manifest of another version',
    name: 'manifest.json',
    answer: () => ({ body: '{"version": 9}' }),
    code: 'model-unsupported',
  },
] as const;

for (const { what, name, answer, code } of CASES) {
  test(`${what} in place of ${name} is said, and a retry works when it is mended`, async ({ lab, context, page }) => {
    await serveTinyModel(context);
    const mend = await replace(context, name, answer());
    // 'real' adds no routes of its own, so the broken file wins.
    await lab.open({ model: 'real', backend: 'wasm', wait: false });
    await expect(lab.ready()).rejects.toMatchObject({ code });
    const banner = page.getByRole('alert').first();
    await expect(banner).toBeVisible();
    await mend();
    await banner.getByRole('button', { name: /again|retry/i }).click();
    await expect(banner).toBeHidden();
    await expect
      .poll(() =>
        lab.info().then(
          ({ model }) => model,
          () => 'loading',
        ),
      )
      .toBe('tiny-f8c12');
  });
}

test('the second visit takes model and runtime from storage', async ({ lab, page, watch }) => {
  await lab.open({ backend: 'wasm' });
  const before = watch.requests.length;
  await page.reload();
  await lab.ready();
  const again = watch.requests.slice(before).filter((url) => /\.(onnx|packed)$/.test(url));
  expect(again).toEqual([]);
});

test('a damaged entry in storage is fetched anew', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  const damaged = await page.evaluate(async () => {
    const [name = ''] = await caches.keys();
    const cache = await caches.open(name);
    const keys = await cache.keys();
    for (const key of keys) await cache.put(key, new Response(new Uint8Array([1, 2, 3])));
    return keys.length;
  });
  expect(damaged).toBeGreaterThanOrEqual(3);
  await page.reload();
  await lab.ready();
  expect((await lab.info()).model).toBe('tiny-f8c12');
});

test('a browser without room for the model says so and works', async ({ lab, page, context, browser }) => {
  // The quota of the origin, as the browser's own developer tools set it.
  const session = await context.newCDPSession(page);
  const origin = test.info().project.use.baseURL ?? '';
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1000 });
  await lab.open({ backend: 'wasm' });
  await expect(page.getByText(/no storage left|refused to store/).first()).toBeVisible();
  expect((await lab.info()).model).toBe('tiny-f8c12');
  expect(browser.isConnected()).toBe(true);
});

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const encoder = () => tinyFile('encoder.onnx');

/** Overwrites every place where some bytes stand by as many others. */
function swapped(model: Buffer, before: string | readonly number[], after: string | readonly number[]): Buffer {
  const [find, put] = [Buffer.from(before as string), Buffer.from(after as string)];
  const result = Buffer.from(model);
  let found = 0;
  for (let at = result.indexOf(find); at >= 0; at = result.indexOf(find, at + 1)) found += put.copy(result, at);
  if (found === 0 || put.length !== find.length) throw new Error('The tiny model has changed: nothing to overwrite.');
  return result;
}

/** Does not say how many channels it gives, and gives 16: a node that drops the others is merged in behind them. */
function fewerMoments(model: Buffer): Buffer {
  const result = swapped(model, 'moments', 'momentz');
  const declared = result.lastIndexOf('momentz');
  result.write('moments', declared);
  // [1, 24, ...]: of the second size, dim_value 24 becomes an empty dim_param.
  result.set([0x12, 0], result.indexOf(Buffer.from([0x08, 24]), declared));
  const field = (tag: number, ...content: (string | readonly number[] | Buffer)[]): Buffer => {
    const bytes = Buffer.concat(content.map((part) => Buffer.from(part as Buffer)));
    return Buffer.concat([Buffer.from([tag, bytes.length]), bytes]);
  };
  const axis = field(0x2a, field(0x0a, 'axis'), [0x18, 1, 0xa0, 1, 2]);
  const node = field(
    0x0a,
    field(0x0a, 'momentz'),
    field(0x0a, 'keep'),
    field(0x12, 'moments'),
    field(0x22, 'Compress'),
    axis,
  );
  const kept = Array.from({ length: 24 }, (_, channel) => Number(channel < 16));
  const keep = field(0x2a, [0x08, 24, 0x10, 9], field(0x42, 'keep'), field(0x4a, kept));
  // Protocol buffers that follow one another are one: the graph of the second is added to that of the first.
  return Buffer.concat([result, field(0x3a, node, keep)]);
}

interface OddModel {
  readonly file?: Buffer;
  /** What the manifest's entry says, in place of what is true of the file. */
  readonly pinned?: { readonly sha256?: string; readonly bytes?: number };
  readonly latentChannels?: number;
  readonly code: string;
  readonly says: RegExp;
}

/** Encoders that cannot do what the manifest says, with true hashes unless that is what is wrong. */
const ODD_MODELS: Readonly<Record<string, OddModel>> = {
  'wrong-hash': {
    file: encoder(),
    pinned: { sha256: '0'.repeat(64) },
    code: 'model-corrupt',
    says: /does not match its checksum/,
  },
  cut: {
    file: encoder().subarray(0, 9000),
    pinned: { bytes: encoder().length },
    code: 'model-corrupt',
    says: /is not whole: 9000 of \d+ bytes/,
  },
  'too-long': {
    file: Buffer.concat([encoder(), encoder()]),
    pinned: { bytes: encoder().length },
    code: 'model-corrupt',
    says: /is not whole: over \d+/,
  },
  missing: { code: 'model-missing', says: /is not on this server/ },
  'a-page': {
    file: Buffer.from('<!doctype html><title>Not found</title>'),
    code: 'model-corrupt',
    says: /not a readable ONNX graph/,
  },
  'cut-and-hashed': { file: encoder().subarray(0, 9000), code: 'model-corrupt', says: /not a readable ONNX graph/ },
  'other-names': {
    file: swapped(encoder(), 'moments', 'momentz'),
    code: 'model-unsupported',
    says: /and give moments, but .* gives momentz/,
  },
  'decoder-twice': {
    file: tinyFile('decoder.onnx'),
    code: 'model-unsupported',
    says: /should take bands1, .* but it takes latent and gives coefficients/,
  },
  // Another hash, since networks that run already are not built again.
  'other-channels': {
    file: swapped(encoder(), 'pytorch', 'pytorcH'),
    latentChannels: 8,
    code: 'model-unsupported',
    says: /should have 16 channels of float32 in moments, but it has 24/,
  },
  'fewer-channels': {
    file: fewerMoments(encoder()),
    code: 'model-unsupported',
    says: /gives 16 channels of moments in place of 24/,
  },
  'shapes-at-odds': {
    file: swapped(encoder(), [8, 16, 8, 36, 8, 3, 8, 3], [8, 36, 8, 16, 8, 3, 8, 3]),
    code: 'model-unsupported',
    says: /does not fit bands1 .*kernel channels/s,
  },
  'unknown-operator': {
    file: swapped(encoder(), '"\x07Sigmoid', '"\x07Sigmoit'),
    code: 'model-unsupported',
    says: /cannot run here: .*Sigmoit/,
  },
  'newer-opset': {
    file: swapped(encoder(), [0x42, 2, 0x10, 17], [0x42, 2, 0x10, 120]),
    code: 'model-unsupported',
    says: /cannot run here: .*opset/i,
  },
  nan: { file: overwriteWeights(encoder(), 'nan'), code: 'bad-output', says: /values that are not numbers/ },
  zeros: { file: overwriteWeights(encoder(), 'zero'), code: 'bad-output', says: /returned only zeros/ },
};

/** The tiny model and, beside it, every odd one. */
async function serveOddModels(context: BrowserContext): Promise<void> {
  await serveTinyModel(context);
  const manifest = JSON.parse(tinyFile('manifest.json').toString()) as { models: Record<string, unknown>[] };
  const [tiny] = manifest.models as [
    Record<string, unknown> & { encoder: object; latent: { mean: number[]; std: number[]; pca: number[][] } },
  ];
  for (const [id, { file = Buffer.alloc(9), pinned, latentChannels }] of Object.entries(ODD_MODELS)) {
    const sha256 = createHash('sha256').update(file).digest('hex');
    const part = (row: number[]) => row.slice(0, latentChannels);
    const latent = {
      ...tiny.latent,
      mean: part(tiny.latent.mean),
      std: part(tiny.latent.std),
      pca: tiny.latent.pca.map(part),
    };
    manifest.models.push({
      ...tiny,
      id,
      title: id,
      latent,
      ...(latentChannels && { latentChannels }),
      encoder: { ...tiny.encoder, file: `${id}/encoder.onnx`, bytes: file.length, sha256, ...pinned },
    });
    if (ODD_MODELS[id]?.file)
      await context.route(`**/models/${id}/encoder.onnx`, (route) => route.fulfill({ body: file }));
    else await context.route(`**/models/${id}/encoder.onnx`, (route) => route.fulfill({ status: 404, body: 'none' }));
  }
  await context.route('**/models/manifest.json', (route) => route.fulfill({ json: manifest }));
}

test('every model that does not fit gets a sentence of its own, and what is on screen stays', async ({
  lab,
  page,
  context,
}) => {
  await serveOddModels(context);
  await lab.open({ model: 'real', backend: 'wasm' });
  await lab.openFile(PICTURE);
  const { psnr } = await lab.run();
  // A banner makes the pane smaller, so pixels are not the same ones; a picture has many colours all the same.
  const colours = () =>
    page
      .locator('.panes canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const small = new OffscreenCanvas(32, 32);
        const context = small.getContext('2d');
        context?.drawImage(canvas, 0, 0, 32, 32);
        return new Set(new Uint32Array(context?.getImageData(0, 0, 32, 32).data.buffer ?? new ArrayBuffer(0))).size;
      });
  await expect.poll(colours).toBeGreaterThan(100);
  const sentences = new Set<string>();
  for (const [id, { code, says }] of Object.entries(ODD_MODELS)) {
    await test.step(id, async () => {
      await lab.set({ model: id });
      const refusal = await lab.run().then(
        () => ({ code: 'ran', message: '' }),
        (error: { code: string; message: string }) => error,
      );
      expect([id, refusal.code, refusal.message]).toEqual([id, code, expect.stringMatching(says)]);
      sentences.add(refusal.message.replaceAll(id, 'the model'));
      await expect.poll(colours, { message: `${id}: the picture stays` }).toBeGreaterThan(100);
    });
  }
  // Two each for what is not ONNX and for what does not match its size are told apart by their numbers.
  expect(sentences.size).toBeGreaterThanOrEqual(Object.keys(ODD_MODELS).length - 1);
  await lab.set({ model: '' });
  expect((await lab.run()).psnr).toBe(psnr);
  expect((await lab.resources()).sessions).toBe(2);
});

test('an operator that does not exist is refused on the GPU as well', GPU, async ({ lab, context }) => {
  await serveOddModels(context);
  await lab.open({ model: 'real', backend: 'webgpu' });
  await lab.openFile(PICTURE);
  const { psnr } = await lab.run();
  await lab.set({ model: 'unknown-operator' });
  await expect(lab.run()).rejects.toMatchObject({
    code: 'model-unsupported',
    message: expect.stringMatching(/Sigmoit/),
  });
  await lab.set({ model: '' });
  expect((await lab.run()).psnr).toBeCloseTo(psnr ?? 0, 3);
});

test('two tabs share the stored model, and one that deletes it does not stop the other', async ({
  lab,
  page,
  context,
  watch,
}) => {
  const other = new Lab(await context.newPage());
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  const [{ psnr }] = await Promise.all([lab.run(), other.open({ backend: 'wasm' })]);
  const downloads = watch.requests.filter((url) => /\.(onnx|packed)$/.test(url));
  expect(new Set(downloads).size, 'the second tab downloads nothing').toBe(downloads.length);
  await other.openFile(PICTURE);
  expect((await Promise.all([lab.run(), other.run()])).map((summary) => summary.psnr)).toEqual([psnr, psnr]);
  await page.evaluate(async () => Promise.all((await caches.keys()).map((name) => caches.delete(name))));
  await other.set({ posterior: 'sample', seed: 3 });
  await other.run();
  await other.page.reload();
  await other.ready();
  expect((await other.info()).model).toBe('tiny-f8c12');
});
