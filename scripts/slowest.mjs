import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readReport } from './counts.mjs';

/** @typedef {{ name: string, ms: number }} Timed one test and how long it took, on the clock */

/**
 * @typedef {{ title: string, file: string, tests: { projectName?: string, results: { duration: number }[] }[] }} Spec
 * @typedef {{ specs?: Spec[], suites?: Suite[] }} Suite
 * @param {Suite} suite of Playwright's JSON report
 * @returns {Timed[]}
 */
function ofPlaywright({ specs = [], suites = [] }) {
  const own = specs.flatMap(({ title, file, tests }) =>
    tests.map(({ projectName, results }) => ({
      name: `${[projectName, basename(file)].filter(Boolean).join(' ')}: ${title}`,
      ms: results.reduce((sum, { duration }) => sum + duration, 0),
    })),
  );
  return [...own, ...suites.flatMap(ofPlaywright)];
}

/**
 * @param {{ name: string, assertionResults: { fullName: string, duration?: number | null }[] }} file of vitest's JSON report
 * @returns {Timed[]}
 */
function ofVitest({ name, assertionResults }) {
  return assertionResults.map(({ fullName, duration }) => ({
    name: `${basename(name)}: ${fullName}`,
    ms: duration ?? 0,
  }));
}

/**
 * The tests that took longest, longest first.
 * @param {string} folder with the JSON reports of vitest and Playwright
 * @param {number} count
 * @returns {Timed[]}
 */
export function slowest(folder, count) {
  const reports = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readReport(join(folder, name)) ?? {});
  const all = reports.flatMap((report) => [...ofPlaywright(report), ...(report.testResults ?? []).flatMap(ofVitest)]);
  return all.sort((a, b) => b.ms - a.ms).slice(0, count);
}

/** @param {readonly Timed[]} tests @returns {string} a line for each, with its seconds */
export function asTable(tests) {
  return tests.map(({ name, ms }) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${name.slice(0, 110)}`).join('\n');
}
