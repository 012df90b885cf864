import { expect, test } from 'vitest';
import { openedLab, pictureInfo, settled, type TestClient } from '../../../state/test-client';
import { largestKey, largestOf, MULTIPLES } from './largest';

const TOTAL = 384;

async function ready(psnr = 30) {
  const { lab, client } = await openedLab();
  client.finish(psnr);
  await settled();
  return { lab, client, one: largestOf(lab) };
}

/** Answers as if each coefficient brought half a decibel, and as if they came in pairs of equal magnitude. */
async function answer(client: TestClient, until: () => boolean): Promise<void> {
  for (let index = 0; !until(); index++) {
    await expect.poll(() => until() || client.largests.length > index).toBe(true);
    const ask = client.largests[index];
    if (!ask || until()) return;
    const count = Math.min(TOTAL, 2 * Math.ceil(ask.count / 2));
    ask.resolve({ count, total: TOTAL, psnr: count === TOTAL ? null : count / 2 });
    await settled();
  }
}

test('the curve goes around the size of the latent, then to the PSNR of the model', async () => {
  const { lab, client, one } = await ready(30.5);
  const end = one.start();
  await answer(client, () => !one.store.getState().running);
  await end;
  const { found, trouble, done, total, msEach } = one.store.getState();
  // The latent of the test has 24 values.
  expect(client.largests.slice(0, MULTIPLES.length).map(({ count }) => count)).toEqual([3, 6, 12, 24, 48, 96, 192]);
  expect(found).toMatchObject({ target: 30.5, latentValues: 24, pixels: 128, equal: { count: 62, psnr: 31 } });
  expect(found?.points.map(({ count }) => count)).toEqual(
    [...new Set(found?.points.map(({ count }) => count))].sort((a, b) => a - b),
  );
  expect({ trouble, within: done <= total, timed: msEach !== null }).toEqual({
    trouble: '',
    within: true,
    timed: true,
  });
  expect(found?.key).toBe(largestKey(lab.store.getState()));
  // Edits of what is shown make it stale, looks do not.
  lab.actions.setView({ layout: 'one' });
  expect(found?.key).toBe(largestKey(lab.store.getState()));
  lab.actions.set({ seed: 5 });
  await settled();
  client.finish(29);
  await settled();
  expect(found?.key).not.toBe(largestKey(lab.store.getState()));
});

test('more than the largest curve holds is looked for among all', async () => {
  const { client, one } = await ready(120);
  const end = one.start();
  await answer(client, () => !one.store.getState().running);
  await end;
  expect(one.store.getState().found?.equal).toMatchObject({ count: 240 });
});

test('it stops with the points that are there, and says why when it was not asked to', async () => {
  const { lab, client, one } = await ready();
  const end = one.start();
  await answer(client, () => (one.store.getState().found?.points.length ?? 0) === 3);
  one.stop();
  client.largests.at(-1)?.resolve({ count: 24, total: TOTAL, psnr: 12 });
  await end;
  expect(one.store.getState()).toMatchObject({ running: false, trouble: '' });
  expect(one.store.getState().found).toMatchObject({ equal: null });
  expect(one.store.getState().found?.points).toHaveLength(3);

  const again = one.start();
  await settled();
  void lab.actions.open(new Blob(['y'])).catch(() => undefined);
  client.opens[1]?.resolve(pictureInfo('b.png'));
  await settled();
  client.largests.at(-1)?.resolve({ count: 4, total: TOTAL, psnr: 2 });
  await again;
  expect(one.store.getState().trouble).toBe('Stopped: another picture was opened, or the backend changed.');
});
