import { expect, test } from 'vitest';
import { NO_EDIT } from '../../../core/math/bands';
import type { Settings } from '../../../core/settings/settings';
import { comparedOf, differenceWords } from './compared';
import { compareWith, retryCompared } from './comparing';
import { openedLab, pictureInfo, settled, summaryOf } from '../../../state/test-client';

async function comparing() {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  compareWith(lab, { ...lab.store.getState().settings, seed: 5, maxSide: 64 });
  await expect.poll(() => client.trials.length).toBe(1);
  return { lab, client };
}

test('the other result is of the size and the matte of the shown one', async () => {
  const { client } = await comparing();
  expect(client.trials[0]?.settings).toMatchObject({ seed: 5, maxSide: 1024, scaling: 'area', matte: 'checker' });
  expect(client.trials[0]?.keep).toBe('compared');
});

test('what went wrong is kept for whoever looks, and goes with the next try', async () => {
  const { lab, client } = await comparing();
  client.trials[0]?.reject({ code: 'out-of-memory', message: 'Too large.' });
  await expect.poll(() => lab.store.getState().comparedTrouble).toBe('Too large.');
  retryCompared(lab);
  await expect.poll(() => client.trials.length).toBe(2);
  expect(lab.store.getState().comparedTrouble).toBe('');
  const summary = summaryOf(60, client.trials[1]?.settings ?? lab.store.getState().settings, 31);
  client.emit({ type: 'slot', slot: 'compared', kept: { summary, picture: pictureInfo() } });
  expect(comparedOf(lab.store.getState())?.psnr).toBe(31);
});

test('nothing runs any more where its model was removed', async () => {
  const { lab, client } = await comparing();
  client.trials[0]?.reject({ code: 'aborted', message: 'x' });
  lab.store.setState({ compared: null });
  lab.actions.set({ seed: 9 });
  await settled();
  client.finish();
  await settled();
  expect(client.trials).toHaveLength(1);
});

test('what differs is said', async () => {
  const { lab, client } = await comparing();
  const keep = (settings: Partial<Settings>): string => {
    const summary = summaryOf(61, { ...lab.store.getState().settings, ...settings }, 31);
    lab.store.setState({ compared: summary.settings });
    client.emit({ type: 'slot', slot: 'compared', kept: { summary, picture: pictureInfo() } });
    return differenceWords(lab.store.getState());
  };
  expect(keep({})).toBe('');
  expect(keep({ latent: { pokes: [{ x: 0, y: 0, width: 1, height: 1, channel: 0, amount: 1 }] } })).toBe('1 poke');
  expect(keep({ latent: { bits: 3 } })).toBe('3 bits per latent value');
  expect(keep({ posterior: 'sample', seed: 4 })).toBe('sample (temperature 1, seed 4)');
  lab.actions.set({ bands: { '1.H.R': { mute: true } } });
  await settled();
  client.finish();
  await settled();
  expect(keep({ bands: {} })).toBe('no edits');
  // There are as many edits, but others.
  expect(keep({ bands: { '2.V.G': { ...NO_EDIT, gain: 2 } } })).toBe('other edits (1 of 36 band channels edited)');
  expect(keep({ bandsMode: 'picture' })).toBe('1 of 36 band channels edited, kept consistent');
});
