import { describe, expect, it } from 'vitest';
import type { Settings } from '../core/settings/settings';
import type { Lab } from './lab';
import { holdReference, referenceOf } from './reference';
import { openedLab, pictureInfo, settled, summaryOf, type TestClient } from './test-client';

async function ready(): Promise<{ lab: Lab; client: TestClient }> {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  return { lab, client };
}

function answer(client: TestClient): void {
  const trial = client.trials.at(-1);
  const summary = summaryOf(100 + client.trials.length, trial?.settings as Settings, 33);
  client.emit({ type: 'slot', slot: 'reference', kept: { summary, picture: pictureInfo() } });
  trial?.resolve({ summary });
}

const EDIT = { bands: { '1.H.R': { mute: true } } } as const;

describe('the reference', () => {
  it('is run once without edits, for all who hold it, and goes with the last of them', async () => {
    const { lab, client } = await ready();
    lab.actions.set(EDIT);
    await settled();
    client.finish();
    await settled();
    const [first, second] = [holdReference(lab), holdReference(lab)];
    await expect.poll(() => client.trials.length).toBe(1);
    expect(client.trials[0]).toMatchObject({
      keep: 'reference',
      settings: { bands: {}, bandsMode: 'network', latent: {} },
    });
    answer(client);
    expect(referenceOf(lab.store.getState())?.psnr).toBe(33);

    lab.actions.set({ bands: { '1.H.R': { gain: 2 } }, bandsMode: 'picture' });
    await settled();
    client.finish();
    await settled();
    expect(client.trials).toHaveLength(1);
    first();
    first();
    expect(lab.store.getState().slots.reference).toBeDefined();
    second();
    expect(lab.store.getState().slots.reference).toBeUndefined();
  });

  it('is run anew with other settings, and not before the shown run has ended', async () => {
    const { lab, client } = await ready();
    const release = holdReference(lab);
    await expect.poll(() => client.trials.length).toBe(1);
    answer(client);
    lab.actions.set({ posterior: 'sample' });
    expect(referenceOf(lab.store.getState())).toBeNull();
    await settled();
    expect(client.trials).toHaveLength(1);
    client.finish();
    await expect.poll(() => client.trials.length).toBe(2);
    expect(client.trials[1]?.settings.posterior).toBe('sample');
    release();
  });
});
