import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newestChange } from './build.mjs';
import { isSnap } from './chromium.mjs';
import { isInstalled, nodeProblem } from './install.mjs';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'toolchain-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string, seconds = 1000): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o755 });
  utimesSync(path, seconds, seconds);
  return path;
}

describe('nodeProblem', () => {
  it.each(['20.19.0', '20.20.2', '22.13.0', '24.0.0', '25.1.0'])('accepts %s', (version) => {
    expect(nodeProblem(version)).toBeUndefined();
  });

  it.each(['18.20.0', '20.18.9', '21.7.3', '22.12.0', '23.11.0'])(
    'refuses %s in one sentence that names it',
    (version) => {
      expect(nodeProblem(version)).toContain(version);
    },
  );
});

describe('isInstalled', () => {
  const lock = (packages: object) => JSON.stringify({ packages });
  const wanted = lock({
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '1.0.0', optional: true },
  });

  it('takes what npm left out for another platform as installed', () => {
    expect(isInstalled(wanted, lock({ 'node_modules/a': { version: '1.0.0' } }))).toBe(true);
  });

  it.each([
    ['nothing was installed', undefined],
    ['a package is missing', lock({})],
    ['a version differs', lock({ 'node_modules/a': { version: '1.0.1' } })],
    [
      'a package is left over',
      lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/c': { version: '1.0.0' } }),
    ],
  ])('asks for npm ci when %s', (_case, installed) => {
    expect(isInstalled(wanted, installed)).toBe(false);
  });
});

describe('newestChange', () => {
  it('sees files at any depth, deletions through their folder, and nothing where nothing is', () => {
    mkdirSync(join(folder, 'deep'));
    file('deep/a.ts', '', 2000);
    for (const path of ['deep', '.']) utimesSync(join(folder, path), 1000, 1000);
    expect(newestChange(folder)).toBe(2_000_000);
    utimesSync(join(folder, 'deep'), 3000, 3000);
    expect(newestChange(folder)).toBe(3_000_000);
    expect(newestChange(join(folder, 'absent'))).toBe(0);
  });
});

describe('isSnap', () => {
  it("recognises Ubuntu's shell script and the snap launcher, and leaves others alone", () => {
    const shim = file(
      'chromium-browser',
      '#!/bin/sh\nif ! [ -x /snap/bin/chromium ]; then\n  echo "requires the chromium snap"\nfi\n',
    );
    const debian = file('chromium', '#!/bin/sh\nexec /usr/lib/chromium/chromium "$@"\n');
    mkdirSync(join(folder, 'bin'));
    const launcher = file('bin/snap', 'ELF');
    symlinkSync(launcher, join(folder, 'linked'));
    expect(isSnap(shim)).toBe(true);
    expect(isSnap(join(folder, 'linked'))).toBe(true);
    expect(isSnap(debian)).toBe(false);
  });
});
