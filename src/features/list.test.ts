import { expect, it } from 'vitest';
import { STAGE_IDS } from '../state/stages';
import { SOURCE_IDS, VIEWS, type ViewWords } from '../state/views';
import { DRAWERS } from './list';

const WORDS: ViewWords = {
  name: 'cat.png',
  shape: '64 × 48 pixels',
  padded: '64 × 48 pixels',
  channels: '12 latent channels',
  cells: '8 × 6',
  block: '8 × 8 block',
  psnr: '30 dB',
  edited: false,
  hasVariance: true,
  mean: '3.10',
  largest: '90',
};

it('has every drawer that the sentence of a view names', () => {
  const names = new Set(
    Object.values(DRAWERS)
      .flat()
      .map(({ name }) => name),
  );
  const named = SOURCE_IDS.flatMap((id) => {
    const drawer = / drawer (.+?) has /i.exec(VIEWS[id].sentence(WORDS))?.[1];
    return drawer === undefined ? [] : [drawer];
  });
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !names.has(name))).toEqual([]);
});

it('has the drawers of layers with the networks alone', () => {
  const stages = STAGE_IDS.filter((stage) => DRAWERS[stage].some(({ id }) => id === 'layers' || id === 'layer-scan'));
  expect(stages).toEqual(['encoder', 'decoder']);
});
