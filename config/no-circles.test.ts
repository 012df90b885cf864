import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circleOf } from './no-circles.mjs';

function project(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'circles-'));
  mkdirSync(join(root, 'src'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'src', name), text);
  return root;
}

describe('circleOf', () => {
  const root = project({
    'a.ts': "import type {\n  B,\n} from './b';\nexport type A = B;\n",
    'b.tsx': "export { c } from './c';\nexport type B = 1;\n",
    'c.ts': "import type { A } from './a';\nexport const c = 1 as A;\n",
    'outside.ts': "import { c } from './c';\nexport const late = () => import('./later');\nc;\n",
    'later.ts': "import { late } from './outside';\nlate;\n",
  });

  it('finds a circle that types alone close', () => {
    expect(circleOf('src/a.ts', root)).toEqual(['src/a.ts', 'src/b.tsx', 'src/c.ts', 'src/a.ts']);
  });

  it('leaves alone what only leads to a circle, and what is loaded later', () => {
    expect(circleOf('src/outside.ts', root)).toBeNull();
    expect(circleOf('src/later.ts', root)).toBeNull();
  });
});
