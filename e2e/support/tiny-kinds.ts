import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';

const FOLDER = join(import.meta.dirname, '../fixtures/tiny-kinds');

export const KINDS = ['tiny-pixels', 'tiny-pixels-to-bands', 'tiny-bands-to-pixels'] as const;

/** manifest.json, or a network that it names. */
export function kindFile(name: string): Buffer {
  return readFileSync(join(FOLDER, name));
}

/** Serves three models of other contracts in place of public/models; the first is the default. */
export async function serveTinyKinds(context: BrowserContext): Promise<void> {
  await context.route('**/models/**', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
    return /^(manifest\.json|[a-z]+-(en|de)coder\.onnx)$/.test(name)
      ? route.fulfill({
          body: kindFile(name),
          contentType: name.endsWith('.json') ? 'application/json' : 'application/octet-stream',
        })
      : route.fulfill({ status: 404, body: 'No such file.' });
  });
}
