import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { responseHeaders } from '../config/headers.ts';
import { ortWasm } from '../config/ort-wasm.ts';

/** The page of npm run bench, into dist-bench: never part of the app. */
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: './',
  // The default model is measured as the app ships it.
  publicDir: here('../public'),
  plugins: [ortWasm()],
  worker: { format: 'es', plugins: () => [ortWasm()] },
  build: { outDir: here('../dist-bench'), emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
  preview: { host: '127.0.0.1', headers: responseHeaders() },
});
