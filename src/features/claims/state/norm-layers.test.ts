import { expect, test } from 'vitest';
import type { ModelEntry } from '../../../core/model/manifest';
import { openedLab, settled, type TestClient } from '../../../state/test-client';
import { BLOCKS, magnitudes, normLayers, spreadOf } from './norm-layers';

const CHANNELS = [
  { min: 0, max: 1, mean: 0, std: 1 },
  { min: 0, max: 9, mean: 3, std: 4 },
];

async function ready() {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  lab.store.setState({
    models: ['study-norm-smc', 'other', 'study-norm-none'].map(
      (id) => ({ id, ...(id !== 'other' && { study: 'norms' }) }) as ModelEntry,
    ),
  });
  return { lab, client, one: normLayers(lab) };
}

/** What is asked of layers, answered one by one. */
function answering(client: TestClient, answer: (asked: number) => Promise<unknown>): unknown[][] {
  const asked: unknown[][] = [];
  Object.assign(client, {
    measureLayers: (...ask: unknown[]) => {
      asked.push(ask);
      return answer(asked.length);
    },
  });
  return asked;
}

const layers = () => BLOCKS.map((tensor) => ({ tensor, channels: CHANNELS }));

test('magnitudes are root mean squares, largest first, and their spread is over their mean', () => {
  expect(magnitudes({ channels: CHANNELS })).toEqual([5, 1]);
  expect(spreadOf([5, 1])).toBeCloseTo(Math.sqrt(8) / 3, 9);
  expect(spreadOf([2, 2, 2])).toBe(0);
});

test('each decoder of the study gives the same blocks of the shown latent', async () => {
  const { lab, client, one } = await ready();
  const asked = answering(client, () => Promise.resolve(layers()));
  await one.start();
  expect(asked).toEqual([
    ['decoder', BLOCKS, 'study-norm-smc'],
    ['decoder', BLOCKS, 'study-norm-none'],
  ]);
  const { maps, job, running, trouble, total } = one.store.getState();
  expect({ running, trouble, total }).toEqual({ running: false, trouble: '', total: 2 });
  expect(maps.map(({ model, blocks }) => [model, blocks.length, blocks[0]])).toEqual([
    ['study-norm-smc', 6, [5, 1]],
    ['study-norm-none', 6, [5, 1]],
  ]);
  expect(job).toBe(lab.store.getState().result?.summary.job);
});

test('what cannot be decoded is said, and a new result ends it', async () => {
  const { lab, client, one } = await ready();
  answering(client, (count) =>
    count === 1
      ? Promise.resolve(layers())
      : Promise.reject({ code: 'bad-setting', message: 'It has another encoder.' } as unknown as Error),
  );
  await one.start();
  expect(one.store.getState()).toMatchObject({ trouble: 'It has another encoder.', running: false });
  expect(one.store.getState().maps).toHaveLength(1);

  answering(client, async (count) => {
    if (count === 2) {
      lab.actions.set({ seed: 9 });
      await settled();
      client.finish();
      await settled();
    }
    return layers();
  });
  await one.start();
  expect(one.store.getState()).toMatchObject({ trouble: 'Stopped: the shown result has changed.' });
});

test('it stops with what is there', async () => {
  const { client, one } = await ready();
  answering(client, (count) => {
    if (count === 2) one.stop();
    return Promise.resolve(layers());
  });
  await one.start();
  expect(one.store.getState()).toMatchObject({ trouble: '', running: false });
  expect(one.store.getState().maps).toHaveLength(1);
});
