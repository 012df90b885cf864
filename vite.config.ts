import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { guide } from './config/guide.ts';
import { metaContentSecurityPolicy, responseHeaders } from './config/headers.ts';
import { offline } from './config/offline.ts';
import { ortWasm } from './config/ort-wasm.ts';
import { thirdPartyNotices } from './config/third-party-notices.ts';

/** Puts our headers on every response of the preview server, errors included, and the policy into the built page. */
function headers(): Plugin {
  return {
    name: 'litevae-headers',
    configurePreviewServer(server) {
      server.middlewares.use((_request, response, next) => {
        for (const [name, value] of Object.entries(responseHeaders())) response.setHeader(name, value);
        next();
      });
    },
    transformIndexHtml: {
      order: 'post',
      handler: (_html, context) =>
        context.server
          ? []
          : [
              {
                tag: 'meta',
                attrs: { 'http-equiv': 'Content-Security-Policy', content: metaContentSecurityPolicy() },
                injectTo: 'head-prepend',
              },
            ],
    },
  };
}

const notices = thirdPartyNotices();
/** Packing the wasm takes seconds, which the bundler would report at every build. */
const QUIET = { bundlerTimings: false };

export default defineConfig({
  // Relative addresses, so that the build works from a sub-path of any static host.
  base: './',
  // Unknown addresses answer 404: a missing model must not look like a page.
  appType: 'mpa',
  // The page is in English alone; react-aria brings its words in thirty languages.
  plugins: [
    { ...optimizeLocales.vite({ locales: ['en-US'] }), enforce: 'pre' },
    react(),
    ortWasm(),
    guide(),
    headers(),
    notices.write(),
    offline(),
  ],
  worker: { format: 'es', plugins: () => [ortWasm(), notices.collect()], rolldownOptions: { checks: QUIET } },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    // What the first paint needs in one file: split by what lazy parts share with it, it compresses worse.
    rolldownOptions: { checks: QUIET, output: { codeSplitting: { groups: [{ name: 'page', tags: ['$initial'] }] } } },
  },
  server: {
    host: '127.0.0.1',
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
  },
  // lab.test, a reserved name, lets a test come over an insecure origin.
  preview: { host: '127.0.0.1', allowedHosts: ['lab.test'] },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
});
