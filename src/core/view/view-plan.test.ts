import { describe, expect, it } from 'vitest';
import { geometryOf } from '../math/geometry';
import type { ChannelStats } from '../tensor';
import type { BandLook, Draw, ViewPlan, DrawnRequest } from './view';
import { composeView } from './view-plan';
import { gridOf, type ViewContext } from './view-item';

const flat = (reach: number): ChannelStats => ({ min: -reach, max: reach / 2, mean: 0, std: reach });
/** A: 1, then H, V, D with these largest values; R, G, B alike. */
const band = (h: number, v: number, d: number): ChannelStats[] =>
  [1, h, v, d].flatMap((reach) => Array<ChannelStats>(3).fill(flat(reach)));

const context: ViewContext = {
  geometry: geometryOf(50, 30),
  latentChannels: 4,
  downscale: 8,
  latent: {
    mean: [1, 2, 0, 0],
    std: [2, 1, 1, 1],
    pca: [
      [1, 0, 0, 0],
      [0, 0.6, 0.8, 0],
      [0, 0, 0, 1],
    ],
    scale: 1,
    shift: 0,
  },
  stats: {
    bands1: band(0.1, 0.2, 0.05),
    bands2: band(0.3, 0.4, 0.1),
    bands3: band(0.6, 0.5, 0.2),
    latent: [3, 1, 1, 1].map(flat),
    mean: [0, 0, 0, 0].map(flat),
    logvar: [-4, -6, -2, -8].map((max) => ({ min: max - 3, max, mean: max - 1, std: 1 })),
    error: [0.2, 0.4, 0.1].map(flat),
  },
};
const look: BandLook & { raw: boolean } = { raw: false, colour: 'RGB', scale: 'level', gain: 1 };

const compose = (request: DrawnRequest, changes: Partial<ViewContext> = {}): ViewPlan =>
  composeView(request, { ...context, ...changes });
const byLabel = (plan: ViewPlan): Record<string, Draw> =>
  Object.fromEntries(plan.legends.map((legend, i) => [legend.label, plan.draws[i] as Draw]));
const rectOf = (draw: Draw | undefined): number[] =>
  [draw?.rect.x, draw?.rect.y, draw?.rect.width, draw?.rect.height] as number[];

it('maps of a coarser latent are as small as its cells are large', () => {
  const coarse = { ...context, geometry: geometryOf(50, 30, 16), downscale: 16 };
  expect(composeView({ kind: 'latent-pca' }, coarse)).toMatchObject({ width: 4, height: 2 });
});

describe('the pyramid', () => {
  const plan = compose({ kind: 'pyramid', ...look });

  it('nests A3 at the top left, V right, H below, D across', () => {
    const draws = byLabel(plan);
    expect([plan.width, plan.height]).toEqual([56, 32]);
    expect(Object.keys(draws).sort()).toEqual(['A3', 'D1', 'D2', 'D3', 'H1', 'H2', 'H3', 'V1', 'V2', 'V3']);
    expect(rectOf(draws['A3'])).toEqual([0, 0, 7, 4]);
    expect(rectOf(draws['V3'])).toEqual([7, 0, 7, 4]);
    expect(rectOf(draws['H2'])).toEqual([0, 8, 14, 8]);
    expect(rectOf(draws['D1'])).toEqual([28, 16, 28, 16]);
  });

  it('covers every pixel once', () => {
    const hits = new Uint8Array(plan.width * plan.height);
    for (const { rect } of plan.draws) {
      for (let y = rect.y; y < rect.y + rect.height; y++) {
        for (let x = rect.x; x < rect.x + rect.width; x++)
          hits[y * plan.width + x] = (hits[y * plan.width + x] as number) + 1;
      }
    }
    expect(new Set(hits)).toEqual(new Set([1]));
  });

  it('reads the channels of the band: orientation * 3 + colour', () => {
    const draws = byLabel(plan);
    expect(draws['D2']).toMatchObject({ tensor: 'bands2', map: 'signed' });
    expect(draws['D2']?.rows).toEqual([[0, 0, 0, 0, 0, 0, 0, 0, 0, 1 / 3, 1 / 3, 1 / 3]]);
    expect(draws['A3']?.map).toBe('rgb');
    expect(draws['A3']?.rows.map((row) => row.indexOf(1))).toEqual([0, 1, 2]);
    const green = byLabel(compose({ kind: 'pyramid', ...look, raw: true, colour: 'G' }));
    expect(green['V1']?.tensor).toBe('bands1.raw');
    expect(green['V1']?.rows.map((row) => row.indexOf(1))).toEqual([7]);
    expect(green['A3']?.rows.map((row) => row.indexOf(1))).toEqual([1]);
  });
});

describe('the scale of bands', () => {
  const highs = (request: Partial<BandLook>): Record<string, number> =>
    Object.fromEntries(
      compose({ kind: 'pyramid', ...look, ...request }).legends.map(({ label, high }) => [label, high]),
    );

  it('is shared by all, by a level, or by none', () => {
    expect(highs({ scale: 'band' })).toMatchObject({ H1: 0.1, V1: 0.2, D3: 0.2, A3: 1 });
    expect(highs({ scale: 'level' })).toMatchObject({ H1: 0.2, V1: 0.2, D1: 0.2, H3: 0.6, A3: 1 });
    expect(highs({ scale: 'shared' })).toMatchObject({ H1: 0.6, D3: 0.6, A3: 1 });
  });

  it('shrinks with the gain, symmetrically, and spares A', () => {
    const plan = compose({ kind: 'pyramid', ...look, gain: 4 });
    expect(byLabel(plan)['H1']).toMatchObject({ low: -0.05, high: 0.05 });
    expect(byLabel(plan)['A3']).toMatchObject({ low: -1, high: 1 });
  });

  it('reaches five root mean squares when there are rare larger values', () => {
    const rare = { min: -0.9, max: 0.8, mean: 0, std: 0.02 };
    const plan = compose(
      { kind: 'band', level: 1, orientation: 'H', ...look },
      { stats: { bands1: Array<ChannelStats>(12).fill(rare) } },
    );
    expect(plan.legends[0]?.high).toBeCloseTo(0.1, 9);
  });

  it('takes the statistics of raw bands where they are known, and is never empty', () => {
    const stats = { bands1: band(0, 0, 0), 'bands1.raw': band(0.1, 0.1, 0.1) };
    const request = { kind: 'band', level: 1, orientation: 'H', ...look } as const;
    expect(compose({ ...request, raw: true }, { stats }).legends[0]?.high).toBe(0.1);
    expect(compose({ ...request, raw: false }, { stats }).legends[0]).toMatchObject({ low: -1, high: 1, zero: true });
    expect(compose({ ...request, raw: true }, { stats }).legends[0]).not.toHaveProperty('zero');
    // These values are not known, so the plan says nothing of them.
    expect(compose({ ...request, raw: true }, { stats: {} }).legends[0]).not.toHaveProperty('zero');
  });
});

it('shows one level as four quarters with a gap', () => {
  const plan = compose({ kind: 'band-grid', level: 2, ...look });
  expect([plan.width, plan.height]).toEqual([29, 17]);
  expect(rectOf(byLabel(plan)['V2'])).toEqual([15, 0, 14, 8]);
  expect(rectOf(byLabel(plan)['H2'])).toEqual([0, 9, 14, 8]);
  expect(byLabel(plan)['A2']?.map).toBe('rgb');
});

describe('latents', () => {
  it('lie in a grid, each channel by itself', () => {
    const plan = compose({ kind: 'latent-grid', tensor: 'latent', scale: 'shared', gain: 1 });
    expect(plan.draws.map(rectOf)).toEqual([
      [0, 0, 7, 4],
      [8, 0, 7, 4],
      [0, 5, 7, 4],
      [8, 5, 7, 4],
    ]);
    expect(plan.draws.map(({ rows }) => rows[0]?.indexOf(1))).toEqual([0, 1, 2, 3]);
    expect(new Set(plan.draws.map(({ high }) => high))).toEqual(new Set([3]));
    const own = compose({ kind: 'latent-grid', tensor: 'latent', scale: 'channel', gain: 2 });
    expect(own.draws.map(({ low, high }) => [low, high])).toEqual([
      [-1.5, 1.5],
      [-0.5, 0.5],
      [-0.5, 0.5],
      [-0.5, 0.5],
    ]);
  });

  it('show log-variance between its ends, and sigma from zero', () => {
    const logvar = compose({ kind: 'latent-grid', tensor: 'logvar', scale: 'shared', gain: 1 });
    expect(logvar.draws[0]).toMatchObject({ tensor: 'logvar', transform: 'none', map: 'amount', low: -11, high: -2 });
    const sigma = compose({ kind: 'latent-channel', tensor: 'sigma', channel: 1, gain: 1 });
    expect(sigma.draws[0]).toMatchObject({ tensor: 'logvar', transform: 'exp-half', low: 0, high: Math.exp(-3) });
    expect(() => compose({ kind: 'latent-channel', tensor: 'mean', channel: 4, gain: 1 })).toThrow(
      'no latent channel 4',
    );
  });

  it('become colours by fixed directions, centred and in standard deviations', () => {
    const [draw] = compose({ kind: 'latent-pca' }).draws;
    expect(draw).toMatchObject({ tensor: 'latent', map: 'rgb', low: -3, high: 3 });
    expect(draw?.rows[0]).toEqual([0.5, 0, 0, 0]);
    expect(draw?.offsets?.[0]).toBe(-0.5);
    expect(draw?.rows[1]?.[2]).toBeCloseTo(0.8, 9);
    expect(draw?.offsets?.[1]).toBeCloseTo(-1.2, 9);
  });
});

describe('gridOf', () => {
  it.each([
    [12, 96, 64, 3, 4],
    [12, 64, 96, 4, 3],
    [4, 8, 8, 2, 2],
    [16, 8, 8, 4, 4],
    [1, 8, 8, 1, 1],
    [12, 25, 2, 1, 12],
    [32, 8, 8, 4, 8],
  ])('puts %i cells of %i x %i into %i columns and %i rows', (count, width, height, columns, rows) => {
    expect(gridOf(count, width, height)).toEqual({ columns, rows });
  });

  it('leaves a few cells empty rather than make a strip', () => {
    const { columns, rows } = gridOf(13, 8, 8);
    expect(columns * rows).toBe(15);
  });
});

describe('errors', () => {
  it('keep their sign, or fold each colour before the mean', () => {
    const signed = compose({ kind: 'error', mode: 'signed', colour: 'RGB', gain: 1 }).draws[0];
    expect(signed).toMatchObject({
      map: 'signed',
      transform: 'none',
      low: -0.4,
      high: 0.4,
      rows: [[1 / 3, 1 / 3, 1 / 3]],
    });
    const absolute = compose({ kind: 'error', mode: 'absolute', colour: 'RGB', gain: 2 }).draws[0];
    expect(absolute).toMatchObject({
      map: 'amount',
      transform: 'absolute',
      low: 0,
      high: 0.2,
      rows: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    });
    const squared = compose({ kind: 'error', mode: 'squared', colour: 'B', gain: 1 }).draws[0];
    expect(squared).toMatchObject({ transform: 'square', low: 0, rows: [[0, 0, 1]] });
    expect(squared?.high).toBeCloseTo(0.01, 9);
  });

  it('scales a difference by its own values, not by those of the error', () => {
    const difference = [0.25, 0.25, 0.25].map((end) => ({ min: -end, max: end, mean: 0, std: 0.2 }));
    const [draw] = composeView(
      { kind: 'difference', against: 'reference', mode: 'signed', colour: 'RGB', gain: 2 },
      {
        ...context,
        stats: { ...context.stats, difference },
      },
    ).draws;
    expect(draw).toMatchObject({ tensor: 'difference', map: 'signed', low: -0.125, high: 0.125 });
  });
});

it('shows pictures at their own size, and the padding by repeating the edge', () => {
  const picture = compose({ kind: 'picture', tensor: 'reconstruction' });
  expect([picture.width, picture.height, picture.draws[0]?.tensor]).toEqual([50, 30, 'reconstruction']);
  const padded = compose({ kind: 'padded' });
  expect([padded.width, padded.height, padded.draws[0]?.tensor]).toEqual([56, 32, 'input']);
});

describe('tone', () => {
  it('goes to maps that it fits, and is said in the legends', () => {
    const bands = compose({ kind: 'pyramid', ...look, palette: 'rdbu', floor: 0.01, clip: true });
    expect(byLabel(bands)['H1']).toMatchObject({ palette: 'rdbu', floor: 0.01, clip: true });
    expect(byLabel(bands)['A3']).not.toHaveProperty('palette');
    expect(byLabel(bands)['A3']).not.toHaveProperty('floor');
    expect(bands.legends.find(({ label }) => label === 'H1')).toMatchObject({
      palette: 'rdbu',
      floor: 0.01,
      clip: true,
    });
    const error = compose({ kind: 'error', mode: 'absolute', colour: 'RGB', gain: 1, palette: 'rdbu', floor: 0.1 });
    expect(error.draws[0]).not.toHaveProperty('palette');
    expect(error.draws[0]).toMatchObject({ floor: 0.1 });
    for (const tensor of ['sigma', 'logvar'] as const) {
      expect(
        compose({ kind: 'latent-grid', tensor, scale: 'shared', gain: 1, floor: 0.1 }).draws[0],
      ).not.toHaveProperty('floor');
    }
  });

  it('reduces every rectangle to blocks, down to one pixel', () => {
    const plan = compose({ kind: 'pyramid', ...look, reduce: 4 });
    expect([plan.width, plan.height]).toEqual([14, 8]);
    const draws = byLabel(plan);
    expect(rectOf(draws['H1'])).toEqual([0, 4, 7, 4]);
    expect(rectOf(draws['A3'])).toEqual([0, 0, 1, 1]);
    expect(plan.draws.every(({ step }) => step === 4)).toBe(true);
    expect(plan.legends.map(({ rect }) => rect)).toEqual(plan.draws.map(({ rect }) => rect));
  });
});

describe('metric maps', () => {
  it('draw what SSIM lacks to 1, and FLIP, from 0 to 1 over the gain', () => {
    const ssim = compose({ kind: 'metric-map', map: 'ssim', gain: 1 });
    expect(ssim.draws).toMatchObject([
      { tensor: 'ssim-map', rows: [[-1]], offsets: [1], map: 'amount', low: 0, high: 1 },
    ]);
    expect(rectOf(ssim.draws[0])).toEqual([0, 0, 50, 30]);
    const flip = compose({ kind: 'metric-map', map: 'flip', gain: 4 });
    expect(flip.draws).toMatchObject([{ tensor: 'flip-map', rows: [[1]], map: 'amount', low: 0, high: 0.25 }]);
  });

  it('draw nats up to the most of the picture, a value for each 8 x 8 block', () => {
    const stats = { ...context.stats, 'kl-map': [{ min: 3, max: 60, mean: 20, std: 5 }] };
    const plan = compose({ kind: 'metric-map', map: 'kl', gain: 2 }, { stats });
    expect(plan.legends).toMatchObject([{ label: 'KL', low: 0, high: 30 }]);
    expect([plan.width, plan.height]).toEqual([7, 4]);
  });
});

it('refuses sigma and log-variance of an encoder that gives the mean alone', () => {
  const stats = { ...context.stats, logvar: [] };
  for (const tensor of ['logvar', 'sigma'] as const) {
    expect(() => compose({ kind: 'latent-grid', tensor, scale: 'shared', gain: 1 }, { stats })).toThrow(
      /the mean alone/,
    );
  }
  expect(compose({ kind: 'latent-grid', tensor: 'mean', scale: 'shared', gain: 1 }, { stats }).draws).toHaveLength(4);
});
