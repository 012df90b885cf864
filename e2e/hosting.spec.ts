import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf, Lab } from './support/lab';
import { loadGoldens } from './support/goldens';
import { DIST, withPlainHost } from './support/plain-host';
import { expect, GPU, test } from './support/test';
import { Watch } from './support/watch';

const [GOLDEN] = loadGoldens('tiny-f8c12').cases;
const FOLDER = '/some/where/';
/** What several static hosts accept at most. */
const LARGEST = 25 * 2 ** 20;

test(
  'a host without headers, below a path: both backends run, and the page says why there is one thread',
  GPU,
  async ({ browser }) => {
    await withPlainHost(FOLDER, async (origin) => {
      const context = await browser.newContext({ baseURL: origin });
      const watch = new Watch(context, origin);
      const lab = new Lab(await context.newPage());
      for (const backend of ['wasm', 'webgpu'] as const) {
        await lab.open({ path: FOLDER, backend });
        await lab.openFile(fileOf(GOLDEN?.picture ?? ''));
        expect((await lab.run()).psnr, backend).toBeCloseTo(GOLDEN?.psnr ?? 0, 2);
        const { threads, reason = '' } = await lab.info();
        if (backend === 'wasm')
          expect([threads, reason]).toEqual([1, expect.stringContaining('cross-origin isolation')]);
      }
      expect(watch.problems()).toEqual([]);
      expect(
        watch.requests.filter((address) => !address.startsWith(`${origin}${FOLDER}`) && address.startsWith('http')),
      ).toEqual([]);
      await context.close();
    });
  },
);

test('no file of the build is too large for static hosts, and no wasm is there twice', () => {
  const files = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(DIST, name)).isFile(),
  );
  expect(files.filter((name) => statSync(join(DIST, name)).size > LARGEST)).toEqual([]);
  const wasm = files.filter((name) => name.includes('.wasm')).map((name) => name.replace(/-[0-9a-f]{8}\./, '.'));
  expect(wasm.sort()).toEqual(['assets/ort-asyncify.wasm.packed', 'assets/ort-jspi.wasm.packed']);
});

test('the build carries the licences of what is bundled, fonts and the runtime included', () => {
  const notices = readFileSync(join(DIST, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  for (const name of [
    'onnxruntime-web',
    'react-dom',
    'comlink',
    '@fontsource-variable/geist',
    '@fontsource-variable/geist-mono',
  ]) {
    expect(notices, name).toMatch(new RegExp(`^${name} \\d`, 'm'));
  }
  expect(notices).toContain('SIL OPEN FONT LICENSE');
  expect(notices).not.toMatch(/^(vitest|eslint|typescript) \d/m);
});
