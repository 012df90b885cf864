import { expect, test, vi } from 'vitest';
import type { Spectra } from '../../../core/metrics/spectrum';
import { openedLab, settled, type TestClient } from '../../../state/test-client';
import { spectraOf } from './spectra';

const LINE = { power: [2, 1], slope: null, high: 0.25 };
const of = (job: number): Spectra => ({ job, mean: LINE, channels: [LINE], picture: null });

async function ready() {
  const { lab, client } = await openedLab();
  const spectra = vi.fn<() => Promise<Spectra>>();
  (client as TestClient & { spectra: () => Promise<Spectra> }).spectra = spectra;
  return { lab, client, spectra, one: spectraOf(lab) };
}

test('the spectra of each result are asked for once', async () => {
  const { lab, client, spectra, one } = await ready();
  await one.follow();
  expect(spectra).not.toHaveBeenCalled();
  client.finish();
  await settled();
  spectra.mockResolvedValueOnce(of(1));
  await Promise.all([one.follow(), one.follow()]);
  expect(spectra).toHaveBeenCalledTimes(1);
  expect(one.store.getState()).toMatchObject({ spectra: of(1), running: false, trouble: '' });
  lab.actions.set({ seed: 5, posterior: 'sample' });
  await settled();
  client.finish();
  await settled();
  spectra.mockResolvedValueOnce(of(2));
  await one.follow();
  expect(one.store.getState().spectra?.job).toBe(2);
});

test('what goes wrong is said, keeps what is there, and is tried again', async () => {
  const { client, spectra, one } = await ready();
  client.finish();
  await settled();
  spectra.mockRejectedValueOnce({ code: 'device-lost', message: 'The GPU was reset.' });
  await one.follow();
  expect(one.store.getState()).toMatchObject({ spectra: null, trouble: 'The GPU was reset.' });
  spectra.mockResolvedValueOnce(of(1));
  await one.follow();
  expect(one.store.getState()).toMatchObject({ spectra: of(1), trouble: '' });
});
