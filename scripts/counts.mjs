import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * Counts of one step of npm test. `names` are its failed tests; what fails outside of tests stands in `notes`.
 * @typedef {{ passed: number, failed: number, notes: string[], names: string[] }} Counts
 * @typedef {{ ok: boolean, reason: string }} Ended how the runner's process ended
 */

/** A step without tests of its own counts as one. @param {Ended} ended @returns {Counts} */
export function fromExit(ended) {
  return ended.ok
    ? { passed: 1, failed: 0, notes: [], names: [] }
    : { passed: 0, failed: 1, notes: [ended.reason], names: [] };
}

/**
 * What the report says may never look better than how the runner ended: no report, no tests, a skipped test, or a
 * failing end without a failed test each make a failure.
 * @param {Counts} counts
 * @param {number} skipped
 * @param {Ended} ended
 * @returns {Counts}
 */
export function strict(counts, skipped, ended) {
  const result = { ...counts, notes: [...counts.notes] };
  if (skipped > 0) {
    result.failed += skipped;
    result.notes.push(`${skipped} skipped; a test that does not run proves nothing, so each counts as failed`);
  }
  if (result.passed + result.failed === 0) {
    result.failed = 1;
    result.notes.push(ended.ok ? 'no test was run' : `no test was run: ${ended.reason}`);
  } else if (!ended.ok && result.failed === 0) {
    result.failed = 1;
    result.notes.push(`every test passed, but the run ${ended.reason}`);
  }
  return result;
}

/** @param {string} path @returns {any} the parsed file, or undefined when there is none */
export function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {string} path of vitest's JSON report @param {Ended} ended @returns {Counts} */
export function fromVitest(path, ended) {
  const report = readReport(path);
  /** @type {{ status: string, name: string, assertionResults: { status: string, fullName: string }[] }[]} */
  const files = report?.testResults ?? [];
  const names = files.flatMap(({ name, assertionResults }) =>
    assertionResults.filter(({ status }) => status !== 'passed').map((test) => `${basename(name)}: ${test.fullName}`),
  );
  const statuses = files.flatMap((file) => file.assertionResults.map((test) => test.status));
  const count = (/** @type {string} */ status) => statuses.filter((found) => found === status).length;
  // A file that breaks while it is imported, or in a hook around its tests, has a failure that no test shows.
  const broken = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const passed = count('passed');
  const failed = count('failed');
  const notes = broken.map((file) => `${file.name} did not run`);
  const counts = { passed, failed: failed + broken.length, notes, names };
  return strict(counts, statuses.length - passed - failed, ended);
}

/**
 * @typedef {{ status: string, projectName?: string, results: { status: string, error?: { message?: string } }[] }} Test
 * @typedef {{ specs?: { title: string, file: string, tests: Test[] }[], suites?: Suite[] }} Suite
 * @param {Suite} suite
 * @returns {(Test & { name: string })[]}
 */
function testsIn({ specs = [], suites = [] }) {
  const own = specs.flatMap(({ title, file, tests }) =>
    tests.map((test) => ({ ...test, name: `${test.projectName ?? ''} ${basename(file)}: ${title}`.trimStart() })),
  );
  return [...own, ...suites.flatMap(testsIn)];
}

/**
 * @param {string} path of Playwright's JSON report
 * @param {Ended} ended
 * @param {RegExp} [excused] what may fail a first try: errors of the automation itself, never of the app
 * @returns {Counts}
 */
export function fromPlaywright(path, ended, excused) {
  const report = readReport(path);
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {};
  /** @type {{ message?: string }[]} */
  const errors = report?.errors ?? [];
  const notes = errors.map((error) => error.message?.split('\n')[0] ?? 'error outside of tests');
  const bad = testsIn(report ?? {}).filter(({ status }) => status !== 'expected');
  const isExcused = (/** @type {Test} */ { status, results }) =>
    status === 'flaky' &&
    results.every((result) => result.status === 'passed' || excused?.test(result.error?.message ?? ''));
  const again = bad.filter(isExcused).length;
  const names = bad.filter((test) => !isExcused(test)).map(({ name }) => name);
  if (again > 0) notes.push(`${again} passed at another try, since the automation had failed`);
  // Any other test that passed only at a second try has failed once.
  return strict(
    { passed: expected + again, failed: unexpected + flaky - again + errors.length, notes, names },
    skipped,
    ended,
  );
}
