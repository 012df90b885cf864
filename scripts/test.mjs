import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ensureInstalled, ROOT, runMain } from './install.mjs';
import { build, isBuilt } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { ENGINE_PACKAGES, findEngines } from './engines.mjs';
import { run } from './run.mjs';
import { fromExit, fromPlaywright, fromVitest } from './counts.mjs';
import { asTable, slowest } from './slowest.mjs';

/**
 * npm test: types, format, lint with the import arrows, unit, shader and end-to-end tests. Every step runs even when one
 * before it failed. The ten slowest tests are listed at the end, then the names of those that failed, since logs get cut;
 * the last line is `N passed, N failed`.
 * `-- --only=unit,shader` runs some steps.
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

/** @param {string[]} args @param {number} limitMs @param {NodeJS.ProcessEnv} [env] @param {string} [output] */
const node = (args, limitMs, env = {}, output = undefined) => run(process.execPath, args, { limitMs, env, output });

/** @param {string} project @param {number} limitMs @param {NodeJS.ProcessEnv} env @param {string} output @returns {Promise<Counts>} */
async function vitestStep(project, limitMs, env, output) {
  const report = join(REPORTS, `${project}.json`);
  const args = ['run', '--project', project, '--allowOnly=false', '--reporter=default', '--reporter=json'];
  return fromVitest(report, await node([vitest, ...args, `--outputFile.json=${report}`], limitMs, env, output));
}

/** @param {FoundChromium} chromium @param {string} output @returns {Promise<Counts>} */
async function shaderStep({ vulkanIcd, executablePath }, output) {
  if (!vulkanIcd)
    throw new Error(`${executablePath} comes without SwiftShader (vk_swiftshader_icd.json), which runs the shaders.`);
  // Chromium brings the Vulkan loader, too; not every computer has one of its own.
  const libraries = [dirname(vulkanIcd), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter);
  return vitestStep(
    'gpu',
    6 * MINUTE,
    { VK_ICD_FILENAMES: vulkanIcd, VK_DRIVER_FILES: vulkanIcd, LD_LIBRARY_PATH: libraries },
    output,
  );
}

/** @param {FoundChromium} chromium @returns {Promise<Counts>} */
async function endToEndStep({ executablePath }) {
  console.log('\n=== e2e');
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

/** A page of Firefox under automation stops answering once in about fifty loads; a fresh browser then tries again. */
const NO_ANSWER = /Firefox did not answer/;

/** Firefox and WebKitGTK. Where they cannot be had they do not run, which CI alone counts as a failure. @returns {Promise<Counts>} */
async function enginesStep() {
  console.log('\n=== engines');
  const { executablePath } = await findChromium({ install: true });
  const found = await findEngines({ install: true });
  const names = /** @type {(keyof typeof ENGINES)[]} */ (Object.keys(ENGINES));
  const there = names.filter((name) => found[name]);
  const missing = names.filter((name) => !found[name]);
  const notes = missing.map(
    (name) =>
      `${ENGINES[name]} not run: it is not installed. As root on Debian: apt-get install ${ENGINE_PACKAGES.join(' ')}`,
  );
  const counts = { passed: 0, failed: process.env['CI'] ? missing.length : 0, notes, names: [] };
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
    names: ran.names,
  };
}

/** The version that the browser told the tests. @param {keyof typeof ENGINES} name */
function versionOf(name) {
  const file = join(FOUND, `${name}.version`);
  return existsSync(file) ? readFileSync(file, 'utf8') : '(did not start)';
}

/**
 * The lanes of a stage run beside each other, each step of a lane after the one before it. What keeps one core busy comes
 * first; the browsers keep two busy by themselves, and their tests measure time, so nothing of this file runs beside them.
 * @type {Record<string, (output: string) => Promise<Counts>>[][]}
 */
const STAGES = [
  [
    {
      types: async (output) => fromExit(await node([tsc, '-b'], 4 * MINUTE, {}, output)),
      format: async (output) => fromExit(await node([prettier, '--check', '.'], 2 * MINUTE, {}, output)),
      lint: async (output) => fromExit(await node([eslint, '.', '--max-warnings', '0'], 4 * MINUTE, {}, output)),
    },
    {
      unit: (output) => vitestStep('unit', 5 * MINUTE, {}, output),
      shader: async (output) => shaderStep(await findChromium({ install: true }), output),
    },
  ],
  [{ e2e: async () => endToEndStep(await findChromium({ install: true })), engines: enginesStep }],
];
const NAMES = STAGES.flat().flatMap((lane) => Object.keys(lane));

/** @returns {string[]} */
function chosenSteps() {
  const only = process.argv
    .find((argument) => argument.startsWith('--only='))
    ?.slice('--only='.length)
    .split(',');
  const unknown = only?.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw new Error(`There is no step "${unknown}". Steps: ${NAMES.join(', ')}.`);
  return only ?? NAMES;
}

/**
 * @param {string} name
 * @param {(output: string) => Promise<Counts>} step prints on the terminal, or into the file that it is given
 * @returns {Promise<Counts & { seconds: number }>}
 */
async function timed(name, step) {
  const output = join(REPORTS, `${name}.log`);
  const started = Date.now();
  const counts = await step(output).catch((thrown) => {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return { passed: 0, failed: 1, notes: [reason], names: [] };
  });
  if (existsSync(output)) console.log(`\n=== ${name}\n${readFileSync(output, 'utf8').trimEnd()}`);
  return { ...counts, seconds: (Date.now() - started) / 1000 };
}

await runMain(async () => {
  const steps = chosenSteps();
  ensureInstalled();
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });

  /** @type {Record<string, Counts & { seconds: number }>} */
  const results = {};
  for (const stage of STAGES) {
    await Promise.all(
      stage.map(async (lane) => {
        for (const [name, step] of Object.entries(lane)) {
          if (steps.includes(name)) results[name] = await timed(name, step);
        }
      }),
    );
  }
  const lines = NAMES.flatMap((name) => {
    const result = results[name];
    if (!result) return [];
    const { passed, failed, notes, seconds } = result;
    return [
      `  ${name.padEnd(7)}${seconds.toFixed(0).padStart(4)} s  ${passed} passed, ${failed} failed`,
      ...notes.map((note) => `           ${note}`),
    ];
  });
  // A step that failed outside of its tests has no name to give but its own.
  const failed = NAMES.flatMap((name) => {
    const result = results[name];
    if (!result || result.failed === 0) return [];
    const names = result.names.length > 0 ? result.names : [result.notes.at(-1) ?? 'no test was named'];
    return names.map((test) => `failed: ${name}: ${test.split('\n')[0]}\n`);
  });
  const sum = (/** @type {'passed' | 'failed'} */ what) =>
    Object.values(results).reduce((total, result) => total + result[what], 0);
  console.log(`\n=== summary\n${lines.join('\n')}\n\nslowest tests\n${asTable(slowest(REPORTS, 10))}\n`);
  console.log(`${failed.join('')}${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;
});
