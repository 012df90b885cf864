import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';

const FOLDER = join(import.meta.dirname, '../fixtures/tiny-f8c12');

const FILES = [
  'manifest.json',
  'encoder.onnx',
  'decoder.onnx',
  'encoder.fp16.onnx',
  'decoder.fp16.onnx',
  'parity.safetensors',
];

/**
 * Serves the tiny model in place of public/models, to the page and to its workers. Routes that a test adds later
 * win over these, so a test can break one file.
 */
export async function serveTinyModel(context: BrowserContext): Promise<void> {
  await context.route('**/models/**', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
    return FILES.includes(name)
      ? route.fulfill({ body: tinyFile(name), contentType: contentType(name) })
      : route.fulfill({ status: 404, body: 'No such file.' });
  });
}

/** A file of the tiny model: manifest.json, encoder.onnx, decoder.onnx or parity.safetensors. */
export function tinyFile(name: string): Buffer {
  return readFileSync(join(FOLDER, name));
}

function contentType(name: string): string {
  return name.endsWith('.json') ? 'application/json' : 'application/octet-stream';
}
