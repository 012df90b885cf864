import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromExit, fromPlaywright, fromVitest } from './counts.mjs';

const GOOD = { ok: true, reason: '' };
const BAD = { ok: false, reason: 'ended with exit code 1' };

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'counts-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function report(json: unknown): string {
  const path = join(folder, `${crypto.randomUUID()}.json`);
  writeFileSync(path, JSON.stringify(json));
  return path;
}

function vitestFile(status: string, ...tests: string[]) {
  return {
    status,
    name: 'a.test.ts',
    assertionResults: tests.map((status) => ({ status, fullName: `a ${status} one` })),
  };
}

describe('counts of npm test', () => {
  it('counts a step without tests as one', () => {
    expect(fromExit(GOOD)).toMatchObject({ passed: 1, failed: 0 });
    expect(fromExit(BAD)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('reads passes and failures from vitest', () => {
    const path = report({ testResults: [vitestFile('failed', 'passed', 'failed'), vitestFile('passed', 'passed')] });
    expect(fromVitest(path, BAD)).toMatchObject({ passed: 2, failed: 1, names: ['a.test.ts: a failed one'] });
  });

  it('counts a file that breaks outside of its tests', () => {
    const path = report({ testResults: [vitestFile('failed'), vitestFile('failed', 'passed')] });
    expect(fromVitest(path, BAD)).toMatchObject({ passed: 1, failed: 2 });
  });

  it.each(['skipped', 'pending', 'todo', 'disabled'])('counts a %s test as failed', (status) => {
    expect(fromVitest(report({ testResults: [vitestFile('passed', 'passed', status)] }), GOOD)).toMatchObject({
      passed: 1,
      failed: 1,
    });
  });

  it('fails when nothing ran, with and without a report', () => {
    expect(fromVitest(report({ testResults: [] }), GOOD)).toMatchObject({ passed: 0, failed: 1 });
    expect(fromVitest(join(folder, 'absent.json'), BAD)).toMatchObject({ passed: 0, failed: 1 });
    expect(fromPlaywright(join(folder, 'absent.json'), GOOD)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('fails when every test passed and the runner did not', () => {
    expect(fromVitest(report({ testResults: [vitestFile('passed', 'passed')] }), BAD)).toMatchObject({
      passed: 1,
      failed: 1,
    });
  });

  it('reads Playwright: flaky and skipped tests and errors outside of tests are failures', () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
    const path = report({ stats, errors: [{ message: 'no server\nsecond line' }] });
    const counts = fromPlaywright(path, BAD);
    expect(counts).toMatchObject({ passed: 5, failed: 5 });
    expect(counts.notes).toContain('no server');
  });

  it('names the tests of Playwright that failed, were skipped, or passed at a second try', () => {
    const spec = (title: string, status: string) => ({
      title,
      file: 'e2e/a.spec.ts',
      tests: [{ projectName: 'gpu', status, results: [] }],
    });
    const suites = [
      { specs: [spec('good', 'expected'), spec('bad', 'unexpected')], suites: [{ specs: [spec('odd', 'skipped')] }] },
    ];
    const path = report({ stats: { expected: 1, unexpected: 1, flaky: 0, skipped: 1 }, errors: [], suites });
    expect(fromPlaywright(path, BAD).names).toEqual(['gpu a.spec.ts: bad', 'gpu a.spec.ts: odd']);
  });

  it('excuses a first try that the automation failed, and nothing else', () => {
    const flaky = (message: string) => ({
      title: message,
      file: 'e2e/a.spec.ts',
      tests: [{ status: 'flaky', results: [{ status: 'failed', error: { message } }, { status: 'passed' }] }],
    });
    const suites = [
      { specs: [flaky('Error: Firefox did not answer x.')], suites: [{ specs: [flaky('Expected: 5')] }] },
    ];
    const path = report({ stats: { expected: 3, unexpected: 0, flaky: 2, skipped: 0 }, errors: [], suites });
    expect(fromPlaywright(path, GOOD)).toMatchObject({ passed: 3, failed: 2 });
    expect(fromPlaywright(path, GOOD, /Firefox did not answer/)).toMatchObject({
      passed: 4,
      failed: 1,
      names: ['a.spec.ts: Expected: 5'],
    });
  });
});
