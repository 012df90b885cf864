import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asTable, slowest } from './slowest.mjs';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'slowest-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('lists the longest tests of every report, tries of one test added up', () => {
  const spec = (title: string, projectName: string, ...durations: number[]) => ({
    title,
    file: 'e2e/a.spec.ts',
    tests: [{ projectName, results: durations.map((duration) => ({ duration })) }],
  });
  const suites = [{ specs: [spec('quick', 'cpu', 10)], suites: [{ specs: [spec('twice', 'gpu', 4000, 3000)] }] }];
  writeFileSync(join(folder, 'e2e.json'), JSON.stringify({ suites }));
  const assertionResults = [{ fullName: 'a slow one', duration: 5000 }, { fullName: 'one that did not run' }];
  writeFileSync(
    join(folder, 'unit.json'),
    JSON.stringify({ testResults: [{ name: '/x/b.test.ts', assertionResults }] }),
  );
  writeFileSync(join(folder, 'types.log'), 'no report');
  writeFileSync(join(folder, 'gpu.json'), '{"testResults": [');

  const found = slowest(folder, 2);
  expect(found).toEqual([
    { name: 'gpu a.spec.ts: twice', ms: 7000 },
    { name: 'b.test.ts: a slow one', ms: 5000 },
  ]);
  expect(asTable(found)).toBe('    7.0 s  gpu a.spec.ts: twice\n    5.0 s  b.test.ts: a slow one');
});
