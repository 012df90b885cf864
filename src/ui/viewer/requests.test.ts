import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { parsePaint } from '../../state/first-paint';
import { initialViewer } from '../../state/initial-state';
import { PICTURE_STAGES } from '../../state/stages';
import { requestKey } from '../../state/versions';
import { STAGE_SOURCE, bandsThumb, isBeforeEdits, requestOf, stageThumb } from './requests';

it('stores with the page what every stage shows at first, on the path and in the viewer', () => {
  const index = join(import.meta.dirname, '../../../public/first-paint/index.json');
  const stored = parsePaint(JSON.parse(readFileSync(index, 'utf8')))?.views.map(({ request }) => requestKey(request));
  const viewer = initialViewer();
  for (const stage of PICTURE_STAGES) {
    const { layout, a, b } = viewer.views[stage];
    for (const source of [STAGE_SOURCE[stage], b, ...(layout === 'one' ? [] : [a])]) {
      expect(stored, `${stage}: ${source}`).toContain(requestKey(requestOf(source, viewer)));
    }
  }
});

it('asks for palette, floor and hatch where a source takes them, and for nothing that is the default', () => {
  const viewer = {
    ...initialViewer(),
    maps: { signed: 'puor', amount: 'viridis' } as const,
    clip: true,
    bands: { ...initialViewer().bands, floor: 0.01 },
    latent: { ...initialViewer().latent, floor: 0.02 },
  };
  expect(requestOf('bands', viewer)).toMatchObject({ palette: 'puor', floor: 0.01, clip: true });
  expect(requestOf('channel', viewer)).toMatchObject({ palette: 'puor', floor: 0.02 });
  const sigma = requestOf('latent', { ...viewer, latent: { ...viewer.latent, tensor: 'sigma' } });
  expect(sigma).toMatchObject({ palette: 'viridis', clip: true });
  expect(sigma).not.toHaveProperty('floor');
  expect(requestOf('error', viewer)).toMatchObject({ palette: 'viridis' });
  expect(requestOf('input', viewer)).toEqual({ kind: 'picture', tensor: 'input' });
  for (const source of ['bands', 'latent', 'error'] as const) {
    for (const key of ['palette', 'floor', 'clip'])
      expect(requestOf(source, initialViewer()), source).not.toHaveProperty(key);
  }
});

it('asks for small pictures of signed maps in a size between its box and twice that', () => {
  vi.stubGlobal('innerWidth', 1440);
  vi.stubGlobal('devicePixelRatio', 1);
  const picture = { info: { paddedWidth: 1024 }, version: 1 } as never;
  const state = { picture, result: null, viewer: { ...initialViewer(), clip: true } };
  expect(stageThumb('bands', state)).toMatchObject({ kind: 'pyramid', reduce: 4 });
  expect(stageThumb('bands', state)).not.toHaveProperty('clip');
  expect(stageThumb('error', state)).not.toHaveProperty('reduce');
  expect(stageThumb('latent', state)).toEqual({ kind: 'latent-pca' });
  expect([1, 2, 3].map((level) => bandsThumb(level as 1 | 2 | 3, 'RGB', 74, state).reduce)).toEqual([4, 2, undefined]);
  vi.stubGlobal('devicePixelRatio', 2);
  expect(stageThumb('bands', state).reduce).toBe(2);
  const stored = { ...state, result: { picture: 1, stored: [], summary: {} } as never };
  expect(stageThumb('bands', stored), 'stored views are whole').not.toHaveProperty('reduce');
  vi.unstubAllGlobals();
});

it('asks for the reference before edits, in the viewer only, where edits change something', () => {
  const viewer = { ...initialViewer(), before: true, bands: { ...initialViewer().bands, raw: true } };
  for (const source of ['latent', 'channel', 'pca', 'recon', 'error', 'flip', 'kl'] as const) {
    expect(requestOf(source, viewer), source).toHaveProperty('slot', 'reference');
    expect(isBeforeEdits(source, viewer), source).toBe(true);
    expect(isBeforeEdits(source, initialViewer()), source).toBe(false);
  }
  for (const source of ['input', 'padded', 'bands', 'rebuild', 'change'] as const)
    expect(requestOf(source, viewer), source).not.toHaveProperty('slot');
  expect([isBeforeEdits('bands', viewer), isBeforeEdits('input', viewer)]).toEqual([true, false]);
  expect(stageThumb('recon', { viewer, picture: null, result: null })).not.toHaveProperty('slot');
});
