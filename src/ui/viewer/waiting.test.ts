import { expect, it } from 'vitest';
import { openedLab, settled } from '../../state/test-client';
import { drawnText } from '../kit/test-render';
import { Waiting } from './waiting';

const MUTE = { gain: 1, threshold: 0, mute: true, swap: false };

it('says that there is no change to show while there are no edits, and with edits that their run goes on', async () => {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  expect(drawnText(lab, {}, Waiting, { sources: ['change'] })).toMatch(/^There are no edits, /);
  expect(drawnText(lab, {}, Waiting, { sources: ['recon'] })).toBe('');
  const settings = { ...lab.store.getState().settings, bands: { '1.H.R': MUTE } };
  expect(drawnText(lab, { settings }, Waiting, { sources: ['change'] })).toBe('Running without edits…');
});
