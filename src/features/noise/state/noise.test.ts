import { expect, it } from 'vitest';
import { DEFAULTS, openedLab, settled, summaryOf, type TestClient } from '../../../state/test-client';
import { AMOUNTS, keyOf, noiseOf, withNoise } from './noise';

async function ready() {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  return { lab, client, noise: noiseOf(lab) };
}

/** Answers trials: PSNR is 40 dB less the amount. */
async function answer(client: TestClient, count: number, from = 0, model = 'tiny'): Promise<void> {
  for (let index = from; index < from + count; index++) {
    await expect.poll(() => client.trials.length, { interval: 2 }).toBeGreaterThan(index);
    const trial = client.trials[index];
    const summary = summaryOf(
      50 + index,
      trial?.settings ?? DEFAULTS,
      40 - (trial?.settings.latent.noise?.amount ?? 0),
    );
    trial?.resolve({ summary: { ...summary, model } });
  }
}

const count = AMOUNTS.added.length;

it('measures each amount with the settings of its start, and is stale after other settings', async () => {
  const { lab, client, noise } = await ready();
  lab.actions.set({ latent: { bits: 4, noise: { schedule: 'flow', amount: 0.3, seed: 7 } } });
  client.finish();
  await settled();
  const run = noise.start();
  lab.actions.set({ latent: { bits: 2 } });
  client.finish();
  await answer(client, count);
  await run;
  const { bySchedule, running, done, trouble } = noise.store.getState();
  expect({ running, done, trouble }).toEqual({ running: false, done: count, trouble: '' });
  expect(client.trials.map(({ settings }) => settings.latent)).toEqual(
    AMOUNTS.added.map((amount) =>
      amount === 0 ? { bits: 4 } : { bits: 4, noise: { schedule: 'added', amount, seed: 7 } },
    ),
  );
  expect(bySchedule.added?.now.points.map(({ amount, psnr }) => [amount, psnr])).toEqual(
    AMOUNTS.added.map((amount) => [amount, 40 - amount]),
  );
  expect(bySchedule.added?.now.key).not.toBe(keyOf(lab.store.getState()));
  lab.actions.set({ latent: { bits: 4, noise: { schedule: 'cosine', amount: 1, seed: 7 } } });
  expect(bySchedule.added?.now.key).toBe(keyOf(lab.store.getState()));
});

it('keeps the last series of another model beside the newest', async () => {
  const { lab, client, noise } = await ready();
  const measure = async (model: string, from: number): Promise<void> => {
    lab.actions.set({ model });
    client.finish();
    await settled();
    const run = noise.start();
    await answer(client, count, from, model);
    await run;
  };
  await measure('one', 0);
  await measure('two', count);
  await measure('two', 2 * count);
  const { now, other } = noise.store.getState().bySchedule.added ?? {};
  expect([now?.model, other?.model]).toEqual(['two', 'one']);
  noise.choose('flow');
  expect(noise.store.getState().bySchedule.flow).toBeUndefined();
});

it('keeps what is there when it is stopped, and says why it ended', async () => {
  const { client, noise } = await ready();
  const run = noise.start();
  await answer(client, 3);
  await expect.poll(() => noise.store.getState().done).toBe(3);
  noise.stop();
  await run;
  expect(noise.store.getState()).toMatchObject({ running: false, trouble: '' });
  expect(noise.store.getState().bySchedule.added?.now.points).toHaveLength(3);
  const again = noise.start();
  await expect.poll(() => client.trials.length).toBe(5);
  client.trials[4]?.reject({ code: 'device-lost', message: 'The GPU was reset.' });
  await again;
  expect(noise.store.getState().trouble).toBe('The GPU was reset.');
});

it('has a key without the amount', () => {
  const made = (amount: number) => withNoise(DEFAULTS, { schedule: 'added', amount, seed: 1 });
  const key = (settings: typeof DEFAULTS) => keyOf({ picture: null, settings });
  expect(key(made(1))).toBe(key(made(2)));
  expect(key(made(1))).not.toBe(key(withNoise(DEFAULTS, { schedule: 'added', amount: 1, seed: 2 })));
  expect(withNoise(made(1), undefined)).toEqual(DEFAULTS);
});
