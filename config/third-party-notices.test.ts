import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatNotices, packageFolder, readNotice, type PackageNotice } from './third-party-notices';

describe('packageFolder', () => {
  it.each([
    ['/r/node_modules/react/index.js', '/r/node_modules/react'],
    ['/r/node_modules/@scope/name/dist/a.mjs?url', '/r/node_modules/@scope/name'],
    ['/r/node_modules/a/node_modules/b/b.js', '/r/node_modules/a/node_modules/b'],
    ['\0/r/node_modules/react/index.js?commonjs-module', '/r/node_modules/react'],
    ['/r/src/core/math/haar.ts', undefined],
    ['\0virtual:ort-wasm', undefined],
  ])('%j belongs to %j', (id, folder) => {
    expect(packageFolder(id)).toBe(folder);
  });

  it('takes assets, which are named from the root', () => {
    expect(packageFolder('node_modules/@font/sans/files/sans.woff2', '/r')).toBe('/r/node_modules/@font/sans');
  });

  it("gives the bundlers' own helpers to their packages", () => {
    expect(packageFolder('\0vite/preload-helper.js')).toMatch(/node_modules\/vite$/);
  });
});

describe('readNotice', () => {
  it('reads licence, source and text of a package', () => {
    const notice = readNotice(packageFolder(`${process.cwd()}/node_modules/comlink/x.js`) ?? '');
    expect(notice).toMatchObject({ name: 'comlink', license: 'Apache-2.0' });
    expect(notice.text).toContain('Apache License');
  });

  it('takes the text kept here for a package that ships none', () => {
    expect(readNotice(join(process.cwd(), 'node_modules/onnxruntime-web')).text).toContain('Microsoft Corporation');
  });

  it('refuses a package without any text', () => {
    const folder = mkdtempSync(join(tmpdir(), 'notice-'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: '@a/b', version: '1.0.0' }));
    expect(() => readNotice(folder)).toThrow('config/licenses/@a__b.txt');
    rmSync(folder, { recursive: true });
  });
});

describe('formatNotices', () => {
  const notice = (name: string, text: string): PackageNotice => ({
    name,
    version: '1.0.0',
    license: 'MIT',
    source: '',
    text,
  });

  it('names every package once, and shares equal texts', () => {
    const text = formatNotices([
      notice('b', 'words'),
      notice('a', 'words'),
      notice('a', 'words'),
      notice('c', 'others'),
    ]);
    expect(text.match(/^[abc] 1\.0\.0 \(MIT\)$/gm)).toEqual(['a 1.0.0 (MIT)', 'b 1.0.0 (MIT)', 'c 1.0.0 (MIT)']);
    expect(text.match(/^words$/gm)).toHaveLength(1);
  });
});
