import type { PluginOption } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/** Colours of the app's ground in src/ui/styles/tokens.css, dark theme. */
const GROUND = '#131313';

/**
 * Makes the build installable, and gives the service worker the list of files that the page is made of. Models and the
 * runtime are left out: they are large, and src/inference/model-store.ts keeps them by their hash.
 */
export function offline(): PluginOption {
  return VitePWA({
    strategies: 'injectManifest',
    srcDir: 'src/service-worker',
    filename: 'service-worker.ts',
    registerType: 'prompt',
    // src/client/new-version.ts registers it, when the model is there.
    injectRegister: false,
    injectManifest: {
      rollupFormat: 'iife',
      globPatterns: [
        'index.html',
        'assets/*.{js,css,woff2,svg}',
        'icons/*.png',
        'models/manifest.json',
        'first-paint/*',
        'samples/*.{json,jpg}',
      ],
      // Their names carry a hash of their content.
      dontCacheBustURLsMatching: /^assets\//,
      manifestTransforms: [
        // Some hosts redirect index.html to its folder, and a redirect cannot be stored as a page.
        (entries) => ({
          manifest: entries.map((entry) => (entry.url === 'index.html' ? { ...entry, url: './' } : entry)),
          warnings: [],
        }),
      ],
    },
    includeManifestIcons: false,
    manifest: {
      name: 'litevae-lab',
      short_name: 'litevae-lab',
      description:
        'See, change and measure LiteVAE in the browser: wavelets in WGSL, the autoencoder in ONNX, nothing uploaded.',
      // Relative to the manifest, so that a sub-path installs as well.
      id: './',
      start_url: './',
      scope: './',
      display: 'standalone',
      lang: 'en',
      categories: ['education', 'graphics', 'utilities'],
      theme_color: GROUND,
      background_color: GROUND,
      icons: [
        { src: 'icons/192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
        { src: 'icons/512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
        { src: 'icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      ],
    },
  });
}
