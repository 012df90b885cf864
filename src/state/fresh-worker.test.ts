import { describe, expect, it, vi } from 'vitest';
import { backendInfo, openedLab, settled } from './test-client';

describe('after a Stop that the worker did not hear', () => {
  it('makes the shown result again when it is asked for, with its own settings', async () => {
    const { lab, client } = await openedLab();
    client.finish(30);
    await settled();
    lab.actions.set({ seed: 7 });
    await settled();
    const [deaf] = client.workers;
    Object.assign(deaf as object, { isDeaf: true });
    client.holdsStarts = true;
    lab.actions.cancel();
    await vi.waitFor(() => expect(deaf?.ended).toBe(true), 5000);
    client.forgot = true;
    expect(lab.store.getState()).toMatchObject({
      session: { status: 'loading', info: backendInfo() },
      gpu: { restoring: false },
      result: { summary: { psnr: 30 } },
    });
    const before = client.runs.length;
    const latent = lab.actions.tensor('latent');
    await settled();
    expect(client.runs, 'waits for the fresh worker').toHaveLength(before);
    client.starts.at(-1)?.resolve(backendInfo());
    await settled();
    expect(lab.store.getState().session.status).toBe('ready');
    // Its own settings: those of the run that was stopped stay as they were chosen.
    expect(client.runs.at(-1)?.settings.seed).toBe(0);
    client.forgot = false;
    client.finish(30);
    expect((await latent).data).toHaveLength(1);
    expect(lab.store.getState()).toMatchObject({
      settings: { seed: 7 },
      result: { summary: { settings: { seed: 0 } } },
      work: { status: 'idle' },
    });
  });

  it('makes nothing again for a question that has no result to be asked of', async () => {
    const { lab, client } = await openedLab();
    client.finish(30);
    await settled();
    client.forgot = true;
    const runs = client.runs.length;
    await expect(lab.actions.tensor('sample-spread')).rejects.toMatchObject({ code: 'no-picture' });
    await expect(lab.actions.tensor('latent', 'reference')).rejects.toMatchObject({ code: 'no-picture' });
    expect(client.runs).toHaveLength(runs);
  });
});
