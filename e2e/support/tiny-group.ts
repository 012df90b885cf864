import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';
import { tinyFile } from './tiny-model';

const FOLDER = join(import.meta.dirname, '../fixtures/tiny-group');

/** Serves a tiny model whose encoder has a GroupNorm; its decoder is that of the tiny model. */
export async function serveTinyGroup(context: BrowserContext): Promise<void> {
  await context.route('**/models/**', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
    if (name === 'decoder.onnx')
      return route.fulfill({ body: tinyFile(name), contentType: 'application/octet-stream' });
    if (!['manifest.json', 'encoder.onnx'].includes(name)) return route.fulfill({ status: 404, body: 'No such file.' });
    return route.fulfill({
      body: readFileSync(join(FOLDER, name)),
      contentType: name.endsWith('.json') ? 'application/json' : 'application/octet-stream',
    });
  });
}
