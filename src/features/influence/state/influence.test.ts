import { expect, it, vi } from 'vitest';
import type { CellChange, InfluenceAsk } from '../../../core/metrics/influence';
import { DEFAULTS, openedLab, settled, summaryOf, type TestClient } from '../../../state/test-client';
import { amountOf, cellsOf, findingsOf, influenceOf, strideOf } from './influence';

const change = (x: number, total: number, beyond = 0): CellChange => ({ x, y: 0, total, peak: 1, near: 1, beyond });

async function ready() {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  const influence = vi.fn<(ask: InfluenceAsk) => Promise<CellChange[]>>();
  (client as TestClient & { influence: typeof influence }).influence = influence;
  return { lab, client, influence, one: influenceOf(lab) };
}

it('asks again until all cells are there', async () => {
  const { one, influence } = await ready();
  influence.mockImplementation(async ({ cells }) => cells.slice(0, 1).map(([x]) => change(x, 10)));
  await one.start();
  expect(
    influence.mock.calls.map(([{ cells, job, channel, amount, halo }]) => [cells, job, channel, amount, halo]),
  ).toEqual([
    [
      [
        [0, 0],
        [1, 0],
      ],
      1,
      'all',
      0.25,
      8,
    ],
    [[[1, 0]], 1, 'all', 0.25, 8],
  ]);
  expect(one.store.getState()).toMatchObject({ running: false, trouble: '' });
  expect(one.store.getState().influence).toMatchObject({ columns: 2, rows: 1, total: 2, isKnown: false });
  expect(one.store.getState().influence?.cells).toHaveLength(2);
});

it('keeps the cells that are there when it is stopped, and says why it ended', async () => {
  const { one, influence } = await ready();
  influence.mockImplementationOnce(async () => [change(0, 10)]).mockReturnValueOnce(new Promise(() => undefined));
  void one.start();
  await settled();
  one.stop();
  expect(one.store.getState().influence?.cells).toHaveLength(1);
  influence.mockRejectedValueOnce({ code: 'aborted', message: 'newer' });
  await one.start();
  expect(one.store.getState().trouble).toMatch(/another picture was opened, or the settings changed/);
});

it('pokes the middle of each stride, and the last cell where there is none', () => {
  const latentDims = [1, 4, 3, 5];
  expect(cellsOf({ latentDims }, 1)).toHaveLength(15);
  const columns = [1, 3, 4];
  expect(cellsOf({ latentDims }, 2)).toEqual([1, 2].flatMap((y) => columns.map((x) => [x, y])));
  expect(cellsOf({ latentDims }, 8)).toEqual([[4, 2]]);
});

it('takes a stride that one can wait for, and a poke of one standard deviation', () => {
  const summary = summaryOf(1, DEFAULTS, 30);
  const of = (rows: number, columns: number, ms: number) =>
    strideOf(
      { ...summary, latentDims: [1, 4, rows, columns], timings: { ...summary.timings, decoder: ms } },
      { stride: null, pace: null },
    );
  expect([of(8, 8, 100), of(32, 32, 100), of(64, 64, 100), of(128, 128, 900)]).toEqual([1, 2, 4, 8]);
  expect(strideOf(summary, { stride: 4, pace: 1 })).toBe(4);
  const stats = { latent: [3, 4].map((std) => ({ min: 0, max: 0, mean: 0, std })) };
  expect(amountOf({ stats } as never, 'all')).toBeCloseTo(Math.sqrt(12.5), 3);
  expect(amountOf({ stats } as never, 1)).toBe(4);
});

it('says whether one cell carries everything', () => {
  const even = Array.from({ length: 40 }, (_, x) => change(x, 10 + (x % 3)));
  expect(findingsOf({ cells: even })).toMatchObject({ verdict: 'none', outliers: [] });
  const strong = findingsOf({ cells: [...even, change(40, 200, 0.1)] });
  expect(strong).toMatchObject({ verdict: 'strong', strongest: { x: 40 } });
  expect(strong?.outliers.map(({ x }) => x)).toEqual([40]);
  expect(findingsOf({ cells: [...even, change(40, 200, 0.9)] })?.verdict).toBe('one');
  expect(findingsOf({ cells: even.map((cell) => ({ ...cell, beyond: 0.8 })) })?.verdict).toBe('far');
  expect(findingsOf({ cells: [] })).toBeNull();
  expect(findingsOf({ cells: [change(0, 0)] })).toBeNull();
});
