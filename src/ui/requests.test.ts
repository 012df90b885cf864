import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parsePaint } from '../state/first-paint';
import { initialViewer } from '../state/initial-state';
import { STAGE_IDS } from '../state/stages';
import { requestKey } from '../state/versions';
import { STAGE_SOURCE, requestOf } from './requests';

it('stores with the page what every stage shows at first, on the path and in the viewer', () => {
  const index = join(import.meta.dirname, '../../public/first-paint/index.json');
  const stored = parsePaint(JSON.parse(readFileSync(index, 'utf8')))?.views.map(({ request }) => requestKey(request));
  const viewer = initialViewer();
  for (const stage of STAGE_IDS) {
    const { layout, a, b } = viewer.views[stage];
    for (const source of [STAGE_SOURCE[stage], b, ...(layout === 'one' ? [] : [a])]) {
      expect(stored, `${stage}: ${source}`).toContain(requestKey(requestOf(source, viewer)));
    }
  }
});
