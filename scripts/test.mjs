import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ensureInstalled, ROOT, runMain } from './install.mjs';
import { build, isBuilt } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { ENGINE_PACKAGES, findEngines } from './engines.mjs';
import { run } from './run.mjs';
import { fromExit, fromPlaywright, fromVitest } from './counts.mjs';

/**
 * npm test: types, lint with the import arrows, unit, shader and end-to-end tests. Every step runs even when one
 * before it failed. The last line is `N passed, N failed`. `-- --only=unit,shader` runs some steps.
 */
const REPORTS = join(ROOT, 'test-results/reports');
const MINUTE = 60_000;

/** @param {string} name @param {string} file */
const tool = (name, file) => join(ROOT, 'node_modules', name, file);
const tsc = tool('typescript', 'bin/tsc');
const eslint = tool('eslint', 'bin/eslint.js');
const prettier = tool('prettier', 'bin/prettier.cjs');
const vitest = tool('vitest', 'vitest.mjs');
const playwright = tool('@playwright/test', 'cli.js');

/** @typedef {import('./counts.mjs').Counts} Counts */
/** @typedef {import('./chromium.mjs').FoundChromium} FoundChromium */

/** @param {string[]} args @param {number} limitMs @param {NodeJS.ProcessEnv} [env] */
const node = (args, limitMs, env = {}) => run(process.execPath, args, { limitMs, env });

/** @param {string} project @param {number} limitMs @param {NodeJS.ProcessEnv} [env] @returns {Promise<Counts>} */
async function vitestStep(project, limitMs, env = {}) {
  const report = join(REPORTS, `${project}.json`);
  const args = ['run', '--project', project, '--allowOnly=false', '--reporter=default', '--reporter=json'];
  return fromVitest(report, await node([vitest, ...args, `--outputFile.json=${report}`], limitMs, env));
}

/** @param {FoundChromium} chromium @returns {Promise<Counts>} */
async function shaderStep({ vulkanIcd, executablePath }) {
  if (!vulkanIcd)
    throw new Error(`${executablePath} comes without SwiftShader (vk_swiftshader_icd.json), which runs the shaders.`);
  // Chromium brings the Vulkan loader, too; not every computer has one of its own.
  const libraries = [dirname(vulkanIcd), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter);
  return vitestStep('gpu', 6 * MINUTE, {
    VK_ICD_FILENAMES: vulkanIcd,
    VK_DRIVER_FILES: vulkanIcd,
    LD_LIBRARY_PATH: libraries,
  });
}

/** @param {FoundChromium} chromium @returns {Promise<Counts>} */
async function endToEndStep({ executablePath }) {
  build();
  const report = join(REPORTS, 'e2e.json');
  const args = [playwright, 'test', '-c', 'e2e/playwright.config.ts', '--reporter=list,json'];
  return fromPlaywright(
    report,
    await node(args, 61 * MINUTE, { CHROMIUM_PATH: executablePath, PLAYWRIGHT_JSON_OUTPUT_FILE: report }),
  );
}

/** Which versions ran: e2e/engines/support/paths.ts. */
const FOUND = join(ROOT, 'test-results/engines-found');
const ENGINES = { firefox: 'Firefox', webkit: 'WebKitGTK' };

/** Under automation a page of Firefox stops answering once in about fifty loads; a fresh browser then tries again. */
const NO_ANSWER = /Firefox did not answer/;

/** Firefox and WebKitGTK. Where they cannot be had they do not run, which CI alone counts as a failure. @returns {Promise<Counts>} */
async function enginesStep() {
  const { executablePath } = await findChromium({ install: true });
  const found = await findEngines({ install: true });
  const names = /** @type {(keyof typeof ENGINES)[]} */ (Object.keys(ENGINES));
  const there = names.filter((name) => found[name]);
  const missing = names.filter((name) => !found[name]);
  const notes = missing.map(
    (name) =>
      `${ENGINES[name]} not run: it is not installed. As root on Debian: apt-get install ${ENGINE_PACKAGES.join(' ')}`,
  );
  const counts = { passed: 0, failed: process.env['CI'] ? missing.length : 0, notes };
  if (there.length === 0) return counts;
  if (!isBuilt()) build();
  rmSync(FOUND, { recursive: true, force: true });
  const report = join(REPORTS, 'engines.json');
  const args = [
    playwright,
    'test',
    '-c',
    'e2e/engines/playwright.config.ts',
    '--reporter=list,json',
    ...there.map((name) => `--project=${name}`),
  ];
  const env = { CHROMIUM_PATH: executablePath, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const ran = fromPlaywright(report, await node(args, 16 * MINUTE, env), NO_ANSWER);
  const versions = there.map((name) => `${ENGINES[name]} ${versionOf(name)}`).join(', ');
  return {
    passed: ran.passed,
    failed: ran.failed + counts.failed,
    notes: [`ran in ${versions}`, ...notes, ...ran.notes],
  };
}

/** As the browser said it to the tests. @param {keyof typeof ENGINES} name */
function versionOf(name) {
  const file = join(FOUND, `${name}.version`);
  return existsSync(file) ? readFileSync(file, 'utf8') : '(did not start)';
}

/** In the order in which they run: what is quick to fail comes first. */
const STEPS = {
  types: async () => fromExit(await node([tsc, '-b'], 4 * MINUTE)),
  format: async () => fromExit(await node([prettier, '--check', '.'], 2 * MINUTE)),
  lint: async () => fromExit(await node([eslint, '.', '--max-warnings', '0'], 4 * MINUTE)),
  unit: () => vitestStep('unit', 5 * MINUTE),
  shader: async () => shaderStep(await findChromium({ install: true })),
  e2e: async () => endToEndStep(await findChromium({ install: true })),
  engines: enginesStep,
};

/** @returns {[string, () => Promise<Counts>][]} */
function chosenSteps() {
  const only = process.argv
    .find((argument) => argument.startsWith('--only='))
    ?.slice('--only='.length)
    .split(',');
  const unknown = only?.find((name) => !(name in STEPS));
  if (unknown !== undefined) throw new Error(`There is no step "${unknown}". Steps: ${Object.keys(STEPS).join(', ')}.`);
  return Object.entries(STEPS).filter(([name]) => only?.includes(name) ?? true);
}

await runMain(async () => {
  const steps = chosenSteps();
  ensureInstalled();
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });

  const lines = [];
  let passed = 0;
  let failed = 0;
  for (const [name, step] of steps) {
    console.log(`\n=== ${name}`);
    const started = Date.now();
    const counts = await step().catch((thrown) => {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      return { passed: 0, failed: 1, notes: [reason] };
    });
    const seconds = ((Date.now() - started) / 1000).toFixed(0).padStart(4);
    lines.push(`  ${name.padEnd(7)}${seconds} s  ${counts.passed} passed, ${counts.failed} failed`);
    lines.push(...counts.notes.map((note) => `           ${note}`));
    passed += counts.passed;
    failed += counts.failed;
  }
  console.log(`\n=== summary\n${lines.join('\n')}\n`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
});
