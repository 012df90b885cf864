import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReproCard } from '../src/core/settings/repro-card';
import { expectAccessible } from './support/axe';
import { fileOf } from './support/lab';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const OTHER = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/53x37.png'));

test('a repro card brings back settings and compares the results, once its picture is there', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.choose(PICTURE);
  await lab.runsAt(64);
  await lab.set({ bands: { '1.H.R': { gain: 2 } }, posterior: 'sample', seed: 7 });
  const made = await lab.run();

  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'Settings and results (JSON)' }).click();
  const file = await waiting;
  const bytes = readFileSync(await file.path());
  expect(file.suggestedFilename()).toBe('64x64-card-tiny-f8c12.json');
  const card = JSON.parse(bytes.toString()) as ReproCard;
  expect(card.settings).toEqual(made.settings);
  expect(card.metrics.psnr).toBe(made.psnr);
  const digest = await crypto.subtle.digest('SHA-256', PICTURE.bytes as Uint8Array<ArrayBuffer>);
  expect(card.picture.sha256).toBe(Buffer.from(digest).toString('hex'));

  // Another picture with other settings is open: the settings come back, and the card asks for its own picture.
  await lab.set({ bands: {}, posterior: 'mean', seed: 0 });
  await lab.choose(OTHER);
  await lab.runsAt(53);
  const asFile = { name: 'card.json', type: 'application/json', bytes: new Uint8Array(bytes) };
  await lab.choose(asFile);
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('64x64.png');
  await expect(dialog).toContainText(card.picture.sha256);
  await expectAccessible(page, '[role=dialog]');
  await page.keyboard.press('Escape');
  expect(await lab.settings()).toEqual(made.settings);
  await lab.choose(PICTURE);
  await expect(dialog).toContainText('Every measure is the same');
  await expect(dialog.getByRole('row', { name: /PSNR/ })).toContainText('same');
  await expectAccessible(page, '[role=dialog]');
  await page.keyboard.press('Escape');

  // A card whose numbers are others says so; a broken one changes nothing.
  const wrong = JSON.stringify({ ...card, metrics: { ...card.metrics, psnr: 12.34 } });
  await lab.choose({ ...asFile, bytes: new TextEncoder().encode(wrong) });
  await expect(dialog).toContainText('1 of 5 measures differ');
  await expect(dialog.getByRole('row', { name: /PSNR/ })).toContainText('12.34');
  await page.keyboard.press('Escape');
  await lab.choose({ ...asFile, bytes: new TextEncoder().encode('{"kind":"else"}') });
  await expect(page.getByText('This JSON file holds no settings and results of this page.')).toBeVisible();
  expect(await lab.settings()).toEqual(made.settings);
});
