import { expect, it } from 'vitest';
import { openedLab, settled } from '../../state/test-client';
import { drawnText } from '../../ui/kit/test-render';
import { EditCost } from './edit-cost';

const MUTE = { gain: 1, threshold: 0, mute: true, swap: false };

it('says that the change is being measured until both runs are there, and a dash where none can come', async () => {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  const settings = { ...lab.store.getState().settings, bands: { '1.H.R': MUTE } };
  expect(drawnText(lab, { settings }, EditCost, {})).toContain('PSNR measuring… SSIM measuring…');
  const { work } = lab.store.getState();
  const failed = { ...work, error: { code: 'internal', message: 'It failed.' } as const };
  expect(drawnText(lab, { settings, work: failed }, EditCost, {})).toContain('PSNR — SSIM —');
  expect(drawnText(lab, {}, EditCost, {})).not.toMatch(/measuring|—/);
});
