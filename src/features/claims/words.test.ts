import { describe, expect, it } from 'vitest';
import type { ModelEntry } from '../../core/model/manifest';
import { STATS_TENSORS } from '../../core/tensor';
import { bandShares } from './shares';
import type { StudyRun } from './state/study-runs';
import {
  normFindings,
  normName,
  NORMS,
  RESOLUTION,
  resolutionFindings,
  scheduleOf,
  seedsText,
  studyRows,
} from './study';
import { downloadWords, largestWords, orderWords, sizesWords, spreadWords } from './words';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('the tables of the studies', () => {
  it('have every arm, with the range over seeds', () => {
    expect(NORMS.arms.map(({ name }) => normName(name))).toEqual([
      'self-modulated',
      'group norm',
      'instance norm',
      'batch norm',
      'no norm',
    ]);
    expect(seedsText([26.787, 26.771, 26.802], 'psnr')).toBe('26.79±0.02');
    expect(seedsText([0.5, 0.5, 0.5], 'ssim')).toBe('0.500');
    expect(seedsText([], 'psnr')).toBe('not measured');
    for (const row of studyRows(RESOLUTION, 'ssim')) expect(row.cells).toHaveLength(RESOLUTION.sides.length);
  });

  it('are said in words with their own numbers', () => {
    expect(plain(normFindings())).toMatch(
      /\(\d+\.\d\d dB and \d+\.\d\d dB on held-out pictures\).* are \d\.\d to \d\.\d dB behind/,
    );
    expect(plain(resolutionFindings())).toMatch(
      /64 px alone gives \d+\.\d\d dB at 256 px.* 256 px alone \d+\.\d\d dB\./,
    );
    expect(normFindings() + resolutionFindings()).not.toContain('—');
    expect([scheduleOf('study-resolution-64'), scheduleOf('study-resolution-64-128')]).toEqual([
      '64 px',
      '64, then 128 px',
    ]);
  });
});

it('the order on the picture is said beside that of the study', () => {
  const run = (norm: string, psnr: number): StudyRun => ({
    ...{ model: `study-norm-${norm}`, side: null, maxSide: 64, psnr, ssim: 0.5, width: 64, height: 64 },
  });
  const theirs = [run('smc', 27), run('none', 28), run('group', 20)];
  expect(orderWords(theirs, 'psnr')).toBe(
    'On your picture, best first: no norm 28.00, self-modulated 27.00, group norm 20.00. The study has the same order at 256 px.',
  );
  expect(orderWords([run('smc', 29), ...theirs.slice(1)], 'psnr')).toContain(
    'another order: no norm, self-modulated, group norm.',
  );
});

it('the channels of a block are said beside those of the study', () => {
  const maps = (smc: number[], group: number[]) => [
    { model: 'study-norm-smc', blocks: [[], [], [], [], [], smc] },
    { model: 'study-norm-group', blocks: [[], [], [], [], [], group] },
  ];
  expect(spreadWords(maps([3, 3, 3], [5, 1]), 5)).toBe(
    'In block 6 channels are most alike under self-modulated (0.00) and least under group norm (0.94). So they are in the study.',
  );
  expect(spreadWords(maps([5, 1], [3, 3]), 5)).toMatch(
    /under group norm \(0\.00\) and least .*\. In the study they are most alike under self-modulated \(0\.2[78]\)/,
  );
  expect(spreadWords(maps([5, 1], [3, 3]).slice(0, 1), 5)).toBe('');
});

it('sizes that would enlarge the picture are named', () => {
  expect(sizesWords({ sourceWidth: 600, sourceHeight: 512 })).not.toContain('left out');
  expect(sizesWords({ sourceWidth: 900, sourceHeight: 300 })).toMatch(
    /900 × 300 px and is never enlarged, so 384, 512 px are left out\.$/,
  );
  expect(sizesWords({ sourceWidth: 500, sourceHeight: 500 })).toMatch(/so 512 px is left out\.$/);
});

it('files that models share are downloaded once, and those of the default model are there', () => {
  const model = (encoder: string, decoder: string) =>
    ({ encoder: { sha256: encoder, bytes: 1024 }, decoder: { sha256: decoder, bytes: 2048 } }) as ModelEntry;
  const models = [model('a', 'b'), model('a', 'c')];
  expect(plain(downloadWords(models))).toBe('The first time 5.00 KiB are downloaded.');
  expect(plain(downloadWords(models, [model('a', 'x')]))).toBe('The first time 4.00 KiB are downloaded.');
});

it('the count of coefficients is said beside the latent', () => {
  const points = [3, 6, 12, 24, 48, 96, 192].map((count) => ({ count, total: 384, psnr: count / 2 }));
  const found = { key: '', target: 30, latentValues: 24, pixels: 128, points, equal: null };
  expect(largestWords({ ...found, points: points.slice(0, 5) })).toBe('');
  expect(plain(largestWords(found))).toBe(
    'With as many coefficients as the latent has values (24) the picture has 12.00 dB; the model has 30.00 dB.',
  );
  expect(plain(largestWords({ ...found, equal: { count: 60, total: 384, psnr: 30 } }))).toContain(
    'To be as near as the model it takes the 60 largest, 15.63 % of all and 2.50 for each value of the latent. As float32 they have 15.00 bits per pixel',
  );
});

it('shares of the bands add up, and compare the error with what was there', () => {
  const channel = (rms: number) => ({ min: 0, max: 1, mean: 0, std: rms });
  const stats = Object.fromEntries(
    STATS_TENSORS.map((name) => [
      name,
      Array.from({ length: 12 }, (_, c) => channel(name === 'bands3.raw' && c < 3 ? 1 : 0.5)),
    ]),
  ) as never;
  const errorEnergies = [
    { level: 1, orientation: 'D', colour: 'R', energy: 6 },
    { level: 3, orientation: 'A', colour: 'G', energy: 2 },
  ] as const;
  const shares = bandShares({ stats, errorEnergies, width: 15, height: 8, latentDims: [1, 12, 1, 2] });
  expect(shares.map(({ band }) => band)).toEqual(['A3', 'H3', 'V3', 'D3', 'H2', 'V2', 'D2', 'H1', 'V1', 'D1']);
  // 16 x 8 values once padded, three colours of mean square 1, then nine bands of 1/4.
  expect(shares[0]).toMatchObject({ energy: 384, error: 2, errorShare: 0.25, lost: 2 / 384 });
  expect(shares[0]?.energyShare).toBeCloseTo(1 / (1 + 9 / 4), 9);
  expect(shares.reduce((sum, { energyShare }) => sum + energyShare, 0)).toBeCloseTo(1, 9);
  expect(shares.at(-1)).toMatchObject({ energy: 96, errorShare: 0.75 });
});
