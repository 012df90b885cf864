import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/**
 * Ships the WebAssembly of onnxruntime-web gzipped, and takes the raw files out of the build: the asyncify one is
 * 25.5 MiB, over what some static hosts accept, and not every server compresses. The virtual module gives
 * src/inference/runtime.ts the address, size and hash of each; it inflates them itself.
 */
const VIRTUAL = 'virtual:ort-wasm';
const BUILDS = ['jspi', 'asyncify'] as const;
type Build = (typeof BUILDS)[number];

const require = createRequire(import.meta.url);
const cache = new Map<Build, { data: Buffer; sha256: string }>();

function packed(build: Build): { data: Buffer; sha256: string } {
  let entry = cache.get(build);
  if (!entry) {
    const raw = readFileSync(require.resolve(`onnxruntime-web/ort-wasm-simd-threaded.${build}.wasm`));
    const data = gzipSync(raw, { level: 9 });
    entry = { data, sha256: createHash('sha256').update(data).digest('hex') };
    cache.set(build, entry);
  }
  return entry;
}

export function ortWasm(): Plugin {
  let serving = false;
  return {
    name: 'ort-wasm',
    enforce: 'pre',
    configResolved(config) {
      serving = config.command === 'serve';
    },
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : undefined),
    load(id) {
      if (id !== `\0${VIRTUAL}`) return undefined;
      const entries = BUILDS.map((build) => {
        const { data, sha256 } = packed(build);
        // Not named .gz: some servers would announce such a file as an encoding and inflate it on the way.
        const fileName = `ort-${build}-${sha256.slice(0, 8)}.wasm.packed`;
        const url = serving
          ? JSON.stringify(`/@ort/${build}`)
          : `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', fileName: `assets/${fileName}`, source: data })}`;
        return `${build}: { url: ${url}, bytes: ${data.length}, sha256: '${sha256}' }`;
      });
      return `export const ORT_WASM = { ${entries.join(', ')} };`;
    },
    transform(code, id) {
      if (!/onnxruntime-web[\\/]dist[\\/].*\.mjs/.test(id)) return undefined;
      // Each build names its raw wasm in this form, and Vite would copy it; it is never reached, as we hand over the bytes.
      return {
        code: code.replace(/new URL\("(ort-wasm[^"]*\.wasm)",import\.meta\.url\)/g, 'new URL("about:$1")'),
        map: null,
      };
    },
    configureServer(server) {
      server.middlewares.use('/@ort/', (request, response, next) => {
        const build = BUILDS.find((name) => request.url?.startsWith(`/${name}`));
        if (!build) return next();
        response.setHeader('Content-Type', 'application/octet-stream');
        response.end(packed(build).data);
      });
    },
  };
}
