import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/**
 * THIRD-PARTY-NOTICES.txt in the build: the licence of every package of which something was really bundled, in the
 * page or in a worker, scripts, styles and fonts alike.
 */
const FILE_NAME = 'THIRD-PARTY-NOTICES.txt';
/** Texts of packages that ship none, kept here under the name of the package. */
const OWN_TEXTS = fileURLToPath(new URL('./licenses', import.meta.url));
/** Modules that the bundler adds itself have no file; what they start with tells whose they are. */
const HELPERS: readonly (readonly [prefix: string, packageName: string])[] = [
  ['\0vite/', 'vite'],
  ['\0rolldown/', 'rolldown'],
];

const HEADER = `litevae-lab is licensed under the Apache License 2.0 (LICENSE in its repository).
It contains the packages below, each under its own licence. The sample pictures and the models have licences of
their own, which the page shows beside them. The network of ST-LPIPS has its own in measures/LICENSE.txt.`;

export interface PackageNotice {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly source: string;
  readonly text: string;
}

/** The folder of the package that a module, or an asset named from the root, belongs to; undefined for our own. */
export function packageFolder(moduleId: string, root = process.cwd()): string | undefined {
  const helper = HELPERS.find(([prefix]) => moduleId.startsWith(prefix));
  if (helper) return dirname(createRequire(import.meta.url).resolve(`${helper[1]}/package.json`));
  const folder = /^\0?((?:.*[\\/])?node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/?]+)/.exec(moduleId)?.[1];
  return folder && resolve(root, folder);
}

/** @throws Error when a package has no licence text, so that a new dependency cannot slip through. */
export function readNotice(folder: string): PackageNotice {
  const facts = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
    homepage?: string;
    repository?: string | { url?: string };
  };
  const files = readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice)([.-].*)?$/i.test(name))
    .sort();
  const paths = files.map((name) => join(folder, name));
  const own = `${facts.name.replace('/', '__')}.txt`;
  if (readdirSync(OWN_TEXTS).includes(own)) paths.push(join(OWN_TEXTS, own));
  if (paths.length === 0) {
    throw new Error(`${facts.name} is bundled but ships no licence text. Put the text into config/licenses/${own}.`);
  }
  const repository = typeof facts.repository === 'string' ? facts.repository : facts.repository?.url;
  return {
    name: facts.name,
    version: facts.version,
    license: facts.license ?? 'see below',
    source: (facts.homepage ?? repository ?? '').replace(/^git\+/, ''),
    text: paths.map((path) => ownPart(readFileSync(path, 'utf8'))).join('\n\n'),
  };
}

/** Vite's file goes on with what its command-line tool contains; only its small browser helper is bundled here. */
function ownPart(text: string): string {
  return text.replace(/^# Licenses of bundled dependencies[\s\S]*/m, '').trim();
}

/** Packages with word for word the same text share it. */
export function formatNotices(notices: readonly PackageNotice[]): string {
  const byText = new Map<string, PackageNotice[]>();
  for (const notice of notices.toSorted((a, b) => a.name.localeCompare(b.name))) {
    const group = byText.get(notice.text) ?? [];
    if (group.every(({ name, version }) => name !== notice.name || version !== notice.version)) group.push(notice);
    byText.set(notice.text, group);
  }
  const rule = '='.repeat(100);
  const sections = [...byText].map(([text, group]) => {
    const titles = group.map(({ name, version, license, source }) =>
      `${name} ${version} (${license}) ${source}`.trim(),
    );
    return `${rule}\n${titles.join('\n')}\n\n${text}\n`;
  });
  return `${HEADER}\n\n${sections.join('\n')}`;
}

/** `collect` goes to the worker's plugins and sees what they bundle; `write` to the page's, and writes the file. */
export function thirdPartyNotices(): { collect: () => Plugin; write: () => Plugin } {
  const folders = new Set<string>();
  const note = (ids: Iterable<string>, root: string) => {
    for (const id of ids) {
      const folder = packageFolder(id, root);
      if (folder) folders.add(folder);
    }
  };
  const generateBundle: Plugin['generateBundle'] = function (_options, bundle) {
    const { root } = this.environment.config;
    for (const output of Object.values(bundle)) {
      note(output.type === 'chunk' ? output.moduleIds : output.originalFileNames, root);
    }
    // Style sheets are moved out of the chunks before this point.
    note(
      [...this.getModuleIds()].filter((id) => /\.css(\?|$)/.test(id)),
      root,
    );
  };
  return {
    collect: () => ({ name: 'third-party-notices:worker', apply: 'build', generateBundle }),
    write: () => ({
      name: 'third-party-notices',
      apply: 'build',
      enforce: 'post',
      generateBundle(options, bundle, isWrite) {
        (generateBundle as (...args: unknown[]) => void).call(this, options, bundle, isWrite);
        const source = formatNotices([...folders].map(readNotice));
        this.emitFile({ type: 'asset', fileName: FILE_NAME, source });
      },
    }),
  };
}
