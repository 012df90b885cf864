import { describe, expect, it } from 'vitest';
import { createScripting } from './scripting';
import { backendInfo, openedLab, pictureInfo, settled, summaryOf, testLab } from './test-client';
import { INPUT_VIEW, versionOf } from './versions';

type Opened = Awaited<ReturnType<typeof openedLab>>;

describe('opening', () => {
  it('shows the picture at once and starts a run', async () => {
    const { lab, client } = await openedLab();
    const { picture, result, work } = lab.store.getState();
    expect(picture?.info.name).toBe('a.png');
    expect(result).toBeNull();
    expect(work.status).toBe('running');
    client.finish(31);
    await settled();
    expect(lab.store.getState().result?.summary.psnr).toBe(31);
    expect(lab.store.getState().work.status).toBe('idle');
  });

  it('looks at a channel that the latent has', async () => {
    const { lab, client } = await openedLab();
    client.finish();
    await settled();
    const { viewer, settings } = lab.store.getState();
    lab.store.setState({ viewer: { ...viewer, latent: { ...viewer.latent, channel: 11 } } });
    lab.actions.set({ seed: 4 });
    await settled();
    client.runs.at(-1)?.resolve({
      summary: { ...summaryOf(8, settings, 30), latentDims: [1, 4, 1, 2] },
      info: backendInfo(),
      picture: pictureInfo(),
    });
    await settled();
    expect(lab.store.getState().viewer.latent.channel).toBe(3);
  });

  it('runs only when the model is up, however early the picture comes', async () => {
    const { lab, client } = testLab();
    const up = lab.actions.boot();
    const opened = lab.actions.open(new Blob(['x']));
    client.opens[0]?.resolve(pictureInfo());
    await opened;
    await settled();
    expect(client.runs).toHaveLength(0);
    client.starts[0]?.resolve(backendInfo());
    await up;
    await settled();
    expect(client.runs).toHaveLength(1);
  });

  it('keeps what was there when a file cannot be opened, and says why', async () => {
    const { lab, client } = await openedLab();
    client.finish();
    await settled();
    const before = lab.store.getState();
    lab.actions.show(new Blob([]));
    client.opens[1]?.reject({ code: 'empty-file', message: '"b.png" is empty (0 bytes).' });
    await settled();
    const after = lab.store.getState();
    expect(after.picture).toBe(before.picture);
    expect(after.result).toBe(before.result);
    expect(after.work.status).toBe('idle');
    expect(after.toasts.map(({ text }) => text)).toEqual(['"b.png" is empty (0 bytes).']);
  });

  it('drops the result of the picture before', async () => {
    const { lab, client } = await openedLab();
    client.finish();
    await settled();
    const opened = lab.actions.open(new Blob(['y']));
    client.opens[1]?.resolve(pictureInfo('b.png'));
    await opened;
    const { picture, result } = lab.store.getState();
    expect(result?.picture).not.toBe(picture?.version);
  });

  it('never takes a late result of the picture before for one of the new picture', async () => {
    const { lab, client } = await openedLab();
    const opened = lab.actions.open(new Blob(['y']));
    const late = lab.store.subscribe(({ picture }) => {
      if (picture?.info.name !== 'b.png') return;
      late();
      client.finish(99, pictureInfo('a.png'));
    });
    client.opens[1]?.resolve(pictureInfo('b.png'));
    await opened;
    await settled();
    expect(lab.store.getState().picture?.info.name).toBe('b.png');
    expect(lab.store.getState().result).toBeNull();
    expect(client.runs).toHaveLength(2);
  });

  it('lets the newest of two opens win', async () => {
    const { lab, client } = await openedLab();
    const first = lab.actions.open('http://a.test/1.png');
    const second = lab.actions.open('http://a.test/2.png');
    client.opens[2]?.resolve(pictureInfo('2.png'));
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    await second;
    expect(lab.store.getState().picture?.info.name).toBe('2.png');
  });

  it('is over when the newest of two opens fails, though the one before it never came', async () => {
    const { lab, client } = await openedLab();
    client.finish();
    await settled();
    lab.actions.show('http://a.test/slow.png');
    lab.actions.show(new Blob([]));
    client.opens[2]?.reject({ code: 'empty-file', message: 'Empty.' });
    await settled();
    expect(lab.store.getState().work.status).toBe('idle');
    expect(lab.store.getState().picture?.info.name).toBe('a.png');
  });

  it('stops on request: a picture that comes late is not shown', async () => {
    const { lab, client } = await openedLab();
    client.finish();
    await settled();
    const opened = lab.actions.open('http://a.test/slow.png');
    lab.actions.cancel();
    client.opens[1]?.resolve(pictureInfo('slow.png'));
    await expect(opened).rejects.toMatchObject({ code: 'aborted' });
    await settled();
    const { picture, work } = lab.store.getState();
    expect([picture?.info.name, work.status, client.runs.length]).toEqual(['a.png', 'idle', 1]);
  });

  it.each([
    ['when the run before ends meanwhile', async ({ client }: Opened) => client.finish()],
    [
      'when a setting changes meanwhile, and its run ends',
      async ({ lab, client }: Opened) => {
        lab.actions.set({ seed: 7 });
        await settled();
        client.finish();
      },
    ],
  ])('can be stopped %s', async (_, meanwhile) => {
    const { lab, client } = await openedLab();
    const opened = lab.actions.open('http://a.test/slow.png');
    await meanwhile({ lab, client });
    await settled();
    expect(lab.store.getState()).toMatchObject({ work: { status: 'opening' }, result: { summary: { psnr: 30 } } });
    lab.actions.cancel();
    client.opens[1]?.resolve(pictureInfo('slow.png'));
    await expect(opened).rejects.toMatchObject({ code: 'aborted' });
    expect(lab.store.getState()).toMatchObject({ work: { status: 'idle' }, picture: { info: { name: 'a.png' } } });
  });

  it('that fails goes back to what goes on by then', async () => {
    const { lab, client } = await openedLab();
    lab.actions.show('http://a.test/gone.png');
    client.finish();
    await settled();
    client.opens[1]?.reject({ code: 'http-error', message: 'Gone.' });
    await settled();
    expect(lab.store.getState().work).toMatchObject({ status: 'idle', error: null });
    lab.actions.show('http://a.test/gone.png');
    lab.actions.set({ seed: 7 });
    await settled();
    client.opens[2]?.reject({ code: 'http-error', message: 'Gone.' });
    await settled();
    expect(lab.store.getState().work.status).toBe('running');
  });

  it('draws the input anew when the limit changed before the first result', async () => {
    const { lab, client } = await openedLab();
    const drawn = versionOf(lab.store.getState(), INPUT_VIEW);
    lab.actions.set({ maxSide: 8 });
    await settled();
    client.finish(30, { ...pictureInfo(), width: 8, height: 4 });
    await settled();
    expect(versionOf(lab.store.getState(), INPUT_VIEW)).not.toBe(drawn);
    expect(lab.store.getState().result?.picture).toBe(lab.store.getState().picture?.version);
  });
});

describe('editing', () => {
  it('runs again, with the old result in place until the new one is there', async () => {
    const { lab, client } = await openedLab();
    client.finish(30);
    await settled();
    lab.actions.editBand(1, 'H', 'RGB', { mute: true });
    await settled();
    expect(lab.store.getState().result?.summary.psnr).toBe(30);
    expect(client.runs.at(-1)?.settings.bands).toEqual({
      '1.H.R': { gain: 1, threshold: 0, mute: true, swap: false },
      '1.H.G': { gain: 1, threshold: 0, mute: true, swap: false },
      '1.H.B': { gain: 1, threshold: 0, mute: true, swap: false },
    });
    client.finish(25);
    await settled();
    expect(lab.store.getState().result?.summary.psnr).toBe(25);
  });

  it('lets the newest of several quick edits win', async () => {
    const { lab, client } = await openedLab();
    const first = lab.actions.run();
    lab.actions.set({ seed: 1 });
    lab.actions.set({ seed: 2 });
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    await settled();
    expect(client.runs.at(-1)?.settings.seed).toBe(2);
    client.finish(28);
    await settled();
    const { result, work } = lab.store.getState();
    expect(result?.summary.settings.seed).toBe(2);
    expect(work).toMatchObject({ status: 'idle', error: null });
  });

  it('undoes and redoes with a run each', async () => {
    const { lab, client } = await openedLab();
    lab.actions.set({ seed: 5 });
    lab.actions.undo();
    await settled();
    expect(client.runs.at(-1)?.settings.seed).toBe(0);
    lab.actions.redo();
    await settled();
    expect(client.runs.at(-1)?.settings.seed).toBe(5);
  });

  it('changes nothing and runs nothing when the value is the same', async () => {
    const { lab, client } = await openedLab();
    const runs = client.runs.length;
    lab.actions.set({ seed: 0 });
    lab.actions.editBand(2, 'D', 'R', { gain: 1 });
    await settled();
    expect(client.runs).toHaveLength(runs);
    expect(lab.store.getState().history.past).toHaveLength(0);
  });
});

describe('trouble', () => {
  it('stops on request and says nothing about it', async () => {
    const { lab, client } = await openedLab();
    const run = lab.actions.run();
    lab.actions.cancel();
    await expect(run).rejects.toMatchObject({ code: 'aborted' });
    expect(client.calls).toContain('cancel');
    expect(lab.store.getState().work).toMatchObject({ status: 'idle', error: null });
    expect(lab.store.getState().toasts).toEqual([]);
  });

  it('keeps the result when a run fails, and says why', async () => {
    const { lab, client } = await openedLab();
    client.finish(30);
    await settled();
    lab.actions.set({ seed: 3 });
    await settled();
    client.runs.at(-1)?.reject({ code: 'bad-output', message: 'Only zeros.' });
    await settled();
    const { work, result } = lab.store.getState();
    expect(work.error).toEqual({ code: 'bad-output', message: 'Only zeros.' });
    expect(result?.summary.psnr).toBe(30);
  });

  it('says a failed start once, and starts again when another backend is chosen', async () => {
    const { lab, client } = testLab();
    const up = lab.actions.boot();
    client.starts[0]?.reject({ code: 'no-backend', message: 'No WebGPU.' });
    await expect(up).rejects.toMatchObject({ code: 'no-backend' });
    await expect(lab.ready).rejects.toMatchObject({ code: 'no-backend' });
    expect(lab.store.getState().session).toMatchObject({ status: 'failed', error: { code: 'no-backend' } });
    lab.actions.set({ backend: 'wasm' });
    expect(client.calls).toEqual(['start', 'restart']);
    client.starts[1]?.resolve(backendInfo());
    await settled();
    expect(lab.store.getState().session.status).toBe('ready');
  });

  it('is ready after a start that failed and one that worked, however it was tried again', async () => {
    const { lab, client } = testLab();
    const scripting = createScripting(lab);
    lab.actions.boot().catch(() => undefined);
    client.starts[0]?.reject({ code: 'fetch-failed', message: 'No network.' });
    await expect(scripting.ready).rejects.toMatchObject({ code: 'fetch-failed' });
    lab.actions.restart();
    const again = scripting.ready;
    client.starts[1]?.reject({ code: 'no-backend', message: 'No WebGPU.' });
    await expect(again).rejects.toMatchObject({ code: 'no-backend' });
    lab.actions.set({ backend: 'wasm' });
    const third = scripting.ready;
    client.starts[2]?.resolve(backendInfo());
    await third;
    // What comes later takes nothing back.
    client.emit({ type: 'lost', error: { code: 'device-lost', message: 'Reset.' } });
    await scripting.ready;
  });
});
