import { expectAccessible } from './support/axe';
import {
  kind,
  foreign,
  chosen,
  dropped,
  golden,
  PIXELS,
  PICTURE,
  addModel,
  openPicture,
  choose,
  expectGolden,
} from './support/own-model';
import { expect, GPU, test } from './support/test';
import { tinyFile } from './support/tiny-model';

test('two files become a model that runs, stays through a reload, and goes when it is removed', async ({
  lab,
  page,
  watch,
}) => {
  const before = await openPicture(lab);
  await lab.drop(dropped('vae-encoder.onnx', kind('pixels-encoder.onnx')));
  const dialog = page.getByRole('dialog', { name: 'Add your own model' });
  await expect(dialog).toContainText('This is the encoder. Drop its decoder here.');
  await expect(dialog.getByRole('button', { name: 'Add model' })).toHaveCount(0);
  await lab.drop(dropped('vae-decoder.onnx', kind('pixels-decoder.onnx')), '[role=dialog]');
  await expect(dialog.getByRole('status')).toContainText('This model fits.');
  await dialog.getByRole('button', { name: /checks? fits?: show all/ }).click();
  const table = dialog.getByRole('table', { name: 'Everything that was checked' });
  await expect(table.getByRole('row', { name: /Encoder: Output of 72 × 88 pixels/ })).toContainText('1 × 4 × 11 × 9');
  await expect(table.getByRole('row', { name: /Decoder: Output for 72 × 88 pixels/ })).toContainText('1 × 3 × 88 × 72');
  // Both ranges were measured; these networks, which were never trained, are told the one that they were made for.
  await expect(dialog).toContainText(/−1 to 1 gives \S+\sdB, 0 to 1 gives \S+\sdB\. The better one is proposed\./);
  await expectAccessible(page, '[role=dialog]');
  expect((await lab.run()).psnr, 'what is on screen stays').toBe(before);

  await dialog.getByRole('radio', { name: '0 to 1' }).click();
  await dialog.getByLabel('Name').fill('My tiny VAE');
  const scale = dialog.getByLabel('Latent scale');
  await scale.fill('abc');
  await dialog.getByRole('button', { name: 'Add model' }).click();
  await expect(scale, 'what cannot be read is not added as something else').toBeFocused();
  await expect(scale).toHaveValue('abc');
  await expect(scale).toHaveAccessibleDescription('“abc” is not a number that this field can read.');
  await scale.fill('0.5');
  await dialog.getByLabel('Shift').fill('0.25');
  await dialog.getByRole('button', { name: 'Add model' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Model: My tiny VAE' })).toBeVisible();
  await expectGolden(lab, PIXELS);
  const { model: id } = await lab.settings();
  expect(id).toMatch(/^own-[0-9a-f]{12}$/);
  expect((await lab.parity()).ok).toBe(true);
  expect((await lab.trial({ model: '' })).psnr).toBe(before);

  const requested = watch.requests.length;
  await page.reload();
  await lab.ready();
  expect((await lab.info()).model).toBe(id);
  expect(
    watch.requests.slice(requested).filter((url) => /onnx|own:/.test(url)),
    'its files come from this browser',
  ).toEqual([]);
  await lab.openFile(PICTURE);
  await expectGolden(lab, PIXELS);

  await page.getByRole('button', { name: /^Model:/ }).click();
  const storage = page.getByRole('region', { name: 'Storage' });
  await expect(storage).toContainText(/Your own models take \d\.\d+\sKiB more/);
  await storage.getByRole('button', { name: 'Delete stored models' }).click();
  await expect(storage).toContainText('Stored on this device: 0 bytes');
  await expectAccessible(page, '.popover');
  const own = page.getByRole('region', { name: 'Own models' });
  await own.getByRole('button', { name: 'Remove My tiny VAE' }).click();
  await expect(own.getByRole('button', { name: 'Keep' })).toBeFocused();
  await own.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(own.getByRole('button', { name: /Remove/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  expect((await lab.run()).psnr).toBe(before);
  expect((await lab.info()).model).toBe('tiny-f8c12');
  expect(await page.evaluate(() => caches.has('litevae-lab-own-1'))).toBe(false);

  // A link from a browser that has it.
  await lab.set({ model: id });
  await expect(lab.run()).rejects.toMatchObject({
    code: 'model-missing',
    message: expect.stringContaining('added by hand in another browser'),
  });
  await page.getByRole('alert').getByRole('button', { name: 'Use the default model' }).click();
  expect((await lab.run()).psnr).toBe(before);
});

test('files that are no model, or not one, get a sentence each; nothing on screen is lost', async ({ lab, page }) => {
  const before = await openPicture(lab);
  await page.getByRole('button', { name: /^Model:/ }).click();
  await page.getByRole('button', { name: 'Add your own model…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add your own model' });
  await expect(dialog.getByRole('button', { name: 'Choose files…' })).toBeFocused();
  const decoder = tinyFile('decoder.onnx');
  await choose(
    dialog,
    chosen('weights.pt', Buffer.from('PK\x03\x04 and so on')),
    chosen('cut.onnx', decoder.subarray(0, 4000)),
    chosen('card.json', Buffer.from('{"kind": "litevae-lab repro card"}')),
  );
  const files = dialog.getByRole('region', { name: 'Files of the model' });
  await expect(files.getByRole('listitem').filter({ hasText: 'weights.pt' })).toContainText(
    'python export_diffusers.py FOLDER_OR_ID --out DIR',
  );
  await expect(files.getByRole('listitem').filter({ hasText: 'cut.onnx' })).toContainText('It ends too early');
  await expect(files.getByRole('listitem').filter({ hasText: 'card.json' })).toContainText(
    'It holds settings and results',
  );
  for (const name of ['weights.pt', 'cut.onnx', 'card.json'])
    await files.getByRole('button', { name: `Take ${name} away` }).click();

  // Networks of two models: the encoder's 24 channels are not those of a decoder of 4.
  await choose(
    dialog,
    chosen('encoder.onnx', tinyFile('encoder.onnx')),
    chosen('decoder.onnx', kind('pixels-decoder.onnx')),
  );
  await expect(dialog.getByRole('status')).toContainText(/does not fit: 1 check of \d+ found something else/);
  const wrong = dialog.getByRole('table', { name: 'What does not fit' });
  await expect(wrong.getByRole('row', { name: /Encoder: Output channels/ })).toContainText('24');
  await expect(wrong).toContainText('What to do: Encoder and decoder may belong to different models.');
  await expectAccessible(page, '[role=dialog]');
  await files.getByRole('button', { name: 'Take encoder.onnx away' }).click();
  await choose(dialog, chosen('other.onnx', decoder));
  await expect(wrong).toContainText('two decoders: decoder.onnx, other.onnx');
  await dialog.getByRole('button', { name: 'How to export them from PyTorch' }).click();
  await expect(page.getByRole('dialog', { name: 'Bring your own model' })).toContainText('torch.onnx.export(');
  await expectAccessible(page, '[role=dialog]');
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(files.getByRole('listitem')).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect((await lab.run()).psnr).toBe(before);
});

test('scripts add models with a manifest, with answers, or get every finding', async ({ lab, page, context }) => {
  const before = await openPicture(lab);
  const whole = { encoder: tinyFile('encoder.onnx'), decoder: tinyFile('decoder.onnx') };
  const named = await addModel(page, {
    ...whole,
    manifest: tinyFile('manifest.json'),
    parity: tinyFile('parity.safetensors'),
  });
  expect(named.id).toMatch(/^own-/);
  await lab.set({ model: named.id ?? '' });
  expect((await lab.run()).psnr).toBe(before);
  expect(await lab.parity()).toMatchObject({ ok: true, with: 'pytorch' });

  for (const [encoder, decoder, name] of [
    ['moments-encoder', 'bands-decoder', 'tiny-pixels-to-bands'],
    ['bands-encoder', 'pixels-decoder', 'tiny-bands-to-pixels'],
  ] as const) {
    const answers = { title: name, range: [-1, 1], scale: name === 'tiny-pixels-to-bands' ? 0.18215 : 1 };
    // The wrong way round: the graphs say which is which.
    const { id } = await addModel(
      page,
      { encoder: kind(`${decoder}.onnx`), decoder: kind(`${encoder}.onnx`) },
      answers,
    );
    await lab.set({ model: id ?? '' });
    await expectGolden(lab, golden(name));
  }

  const { refused } = await addModel(page, {
    encoder: kind('pixels-encoder.onnx'),
    decoder: Buffer.from('<!doctype html>'),
  });
  expect(refused).toMatchObject({
    code: 'model-unsupported',
    message: expect.stringContaining('is a web page, not an ONNX graph'),
  });
  expect(refused?.findings?.some(({ verdict, what }) => verdict === 'differs' && what === 'Decoder')).toBe(true);
  expect((await addModel(page, whole, { range: [0, 255] })).refused).toMatchObject({ code: 'bad-setting' });
  expect((await addModel(page, {})).refused).toMatchObject({ code: 'model-unsupported' });

  // No room: a sentence, and nothing that was there is lost.
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize: 1000 });
  const full = await addModel(page, { encoder: kind('pixels-encoder.onnx'), decoder: kind('pixels-decoder.onnx') });
  expect(full.refused).toMatchObject({
    code: 'storage-full',
    message: expect.stringMatching(/takes 0\.00\d+ MiB, and this browser has no room for it/),
  });
  await lab.set({ model: named.id ?? '' });
  expect((await lab.run()).psnr).toBe(before);
  await page.evaluate((id) => window.litevae.removeModel(id ?? ''), named.id);
  expect((await lab.settings()).model).toBe('');
  expect((await lab.run()).psnr).toBe(before);
});

test('a model that takes sides of 16 alone gets pictures of such sides, and says so', async ({ lab, page }) => {
  await openPicture(lab);
  const { id } = await addModel(
    page,
    { encoder: foreign('even-encoder.onnx'), decoder: foreign('even-decoder.onnx') },
    { range: [-1, 1] },
  );
  await lab.set({ model: id ?? '' });
  const { psnr, latentDims } = await lab.run();
  // 53 x 37 becomes 64 x 48. The same networks without the folding, on 56 x 40, give the same values wherever no border is near.
  expect(latentDims).toEqual([1, 4, 6, 8]);
  const [mean, known] = [await lab.tensor('mean'), golden('tiny-pixels-to-bands').tensors.mean];
  const at = (data: ArrayLike<number>, width: number, height: number) =>
    Array.from(
      { length: 4 * 4 * 6 },
      (_, i) => data[(Math.floor(i / 24) * height + (Math.floor(i / 6) % 4)) * width + (i % 6)] as number,
    );
  const wanted = at(known?.data ?? [], 7, 5);
  at(mean.data, 8, 6).forEach((value, i) => expect(value).toBeCloseTo(wanted[i] ?? NaN, 4));
  expect(psnr).toBeGreaterThan(10);
  await page.getByRole('tab', { name: /^Input/ }).click();
  await expect(page.locator('body')).toContainText(
    'Padded to 64 × 48 by repeating the last column and row, since this model takes multiples of 16; results are cropped.',
  );
  // Tiles start at every second cell.
  await lab.set({ tiles: 24 });
  const tiled = await lab.run();
  expect(tiled.tiling?.decoder).toMatchObject({ across: 4, down: 3, kind: 'approximate', sees: 'unknown' });
  expect(Math.max(...(tiled.tiling?.decoder?.seams ?? []).map(({ max }) => max))).toBeLessThan(1e-5);
  expect(tiled.psnr).toBeCloseTo(psnr ?? NaN, 4);
  // And back: another model, its own padding.
  await lab.set({ model: '', tiles: 'auto' });
  expect((await lab.run()).latentDims).toEqual([1, 12, 5, 7]);
});

test(
  'on the GPU own models run, the parity receipt compares the backends, and none is blamed for an encoder that draws its latent',
  GPU,
  async ({ lab, page }) => {
    await lab.open({ backend: 'webgpu' });
    const { id } = await addModel(
      page,
      { encoder: kind('pixels-encoder.onnx'), decoder: kind('pixels-decoder.onnx') },
      { range: [0, 1], scale: 0.5, shift: 0.25 },
    );
    await lab.set({ model: id ?? '' });
    await lab.openFile(PICTURE);
    await expectGolden(lab, PIXELS);
    expect(await lab.parity()).toMatchObject({ ok: true, of: 'webgpu', with: 'wasm', model: id });
    // One that gives mean + deviation * noise: it is run without the noise, and gives what it would draw from.
    const drawing = await addModel(
      page,
      { encoder: foreign('sampled-encoder.onnx'), decoder: kind('bands-decoder.onnx') },
      { range: [-1, 1], scale: 0.18215 },
    );
    await lab.set({ model: drawing.id ?? '' });
    await expectGolden(lab, golden('tiny-pixels-to-bands'));
    expect(await lab.parity()).toMatchObject({ ok: true, of: 'webgpu', with: 'wasm', model: drawing.id });
    // The page draws by its seed.
    await lab.set({ posterior: 'sample', seed: 3 });
    const drawn = (await lab.run()).psnr;
    await lab.set({ seed: 4 });
    expect((await lab.run()).psnr).not.toBe(drawn);
    await lab.set({ seed: 3 });
    expect((await lab.run()).psnr).toBe(drawn);
  },
);

test('a decoder alone decodes a sample of N(0, 1), and an encoder alone ends at its latent', async ({ lab, page }) => {
  const before = await openPicture(lab);
  const { id: decoder = '' } = await addModel(page, { decoder: kind('pixels-decoder.onnx') });
  await page.evaluate(async (model) => {
    await window.litevae.set({ model }).catch(() => undefined);
    await window.litevae.sampleLatent({ columns: 8, rows: 6, seed: 1 });
  }, decoder);
  const decoded = await lab.run();
  expect(decoded).toMatchObject({ model: decoder, began: 'latent', width: 64, height: 48, psnr: NaN });
  await expect(page.getByRole('tab', { name: 'Reconstruction' })).toBeVisible();
  await page.getByRole('tab', { name: 'Error' }).click();
  await expect(page.getByText('There is no picture: this run began at a latent.').first()).toBeVisible();

  const { id: encoder = '' } = await addModel(page, { encoder: kind('pixels-encoder.onnx') });
  await lab.set({ model: encoder }).catch(() => undefined);
  await lab.openFile(PICTURE);
  const encoded = await lab.run();
  expect([encoded.model, encoded.psnr, encoded.stats.latent.length > 0]).toEqual([encoder, NaN, true]);
  await expect(page.getByText('There is no reconstruction: this model is an encoder alone.').first()).toBeVisible();

  await lab.set({ model: '' });
  expect((await lab.run()).psnr).toBe(before);
});
