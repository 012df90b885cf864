import { describe, expect, it } from 'vitest';
import { createScripting } from './scripting';
import { backendInfo, openedLab, pictureInfo, settled, testLab } from './test-client';

describe('window.litevae', () => {
  it('is ready when the model is up, and rejects a plain error when none can run', async () => {
    const good = testLab();
    const scripting = createScripting(good.lab);
    void good.lab.actions.boot();
    good.client.starts[0]?.resolve(backendInfo());
    await scripting.ready;
    expect(scripting.info()).toEqual(backendInfo());

    const bad = testLab();
    const failing = createScripting(bad.lab);
    bad.lab.actions.boot().catch(() => undefined);
    bad.client.starts[0]?.reject({ code: 'insecure-origin', message: 'https only' });
    const error: unknown = await failing.ready.catch((thrown: unknown) => thrown);
    expect(error).toEqual({ code: 'insecure-origin', message: 'https only' });
    expect(error).not.toBeInstanceOf(Error);
  });

  it('opens, and then gives the run that this started', async () => {
    const { lab, client } = testLab();
    const scripting = createScripting(lab);
    void lab.actions.boot();
    client.starts[0]?.resolve(backendInfo());
    const opened = scripting.open(new Blob(['x']));
    client.opens[0]?.resolve(pictureInfo());
    await opened;
    const run = scripting.run();
    await settled();
    expect(client.runs).toHaveLength(1);
    client.finish(33);
    expect((await run).psnr).toBe(33);
  });

  it('rejects run and tensor with no-picture before there is one', async () => {
    const scripting = createScripting(testLab().lab);
    await expect(scripting.run()).rejects.toMatchObject({ code: 'no-picture' });
    await expect(scripting.tensor('latent')).rejects.toMatchObject({ code: 'no-picture' });
  });

  it('refuses a bad setting and changes nothing', async () => {
    const { lab, client } = await openedLab();
    const scripting = createScripting(lab);
    const before = scripting.settings();
    const runs = client.runs.length;
    await expect(scripting.set({ temperature: 99 })).rejects.toMatchObject({ code: 'bad-setting' });
    await expect(scripting.set({ nonsense: 1 } as never)).rejects.toMatchObject({ code: 'bad-setting' });
    await expect(scripting.set({ seed: 1, bands: { '9.H.R': { mute: true } } as never })).rejects.toMatchObject({
      code: 'bad-setting',
    });
    expect(scripting.settings()).toEqual(before);
    await settled();
    expect(client.runs).toHaveLength(runs);
  });

  it('resolves set when accepted, and the superseded run rejects aborted', async () => {
    const { lab, client } = await openedLab();
    const scripting = createScripting(lab);
    const old = scripting.run();
    await scripting.set({ posterior: 'sample', seed: 4 });
    const error: unknown = await old.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'aborted' });
    const run = scripting.run();
    await settled();
    client.finish();
    expect((await run).settings).toMatchObject({ posterior: 'sample', seed: 4 });
  });

  it('gives settings that a script cannot change behind our back', () => {
    const { lab } = testLab();
    const scripting = createScripting(lab);
    (scripting.settings() as { seed: number }).seed = 99;
    expect(scripting.settings().seed).toBe(0);
  });
});
