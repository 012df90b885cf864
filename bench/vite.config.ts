import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { responseHeaders } from '../config/headers.ts';
import { ortWasm } from '../config/ort-wasm.ts';

/** The page of npm run bench, into dist-bench: never part of the app. */
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Packing the wasm takes seconds, which the bundler would report at every build. */
const QUIET = { bundlerTimings: false };

export default defineConfig({
  root: here('.'),
  base: './',
  // The default model is measured as the app ships it.
  publicDir: here('../public'),
  plugins: [ortWasm()],
  worker: { format: 'es', plugins: () => [ortWasm()], rolldownOptions: { checks: QUIET } },
  build: {
    outDir: here('../dist-bench'),
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    rolldownOptions: { checks: QUIET, input: [here('index.html'), here('large.html')] },
  },
  preview: { host: '127.0.0.1', headers: responseHeaders() },
});
