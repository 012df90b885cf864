import { describe, expect, it } from 'vitest';
import { THREE_LOSSES } from './recovery';
import { backendInfo, openedLab, pictureInfo, settled, testLab, type TestClient } from './test-client';

const LOST = { code: 'device-lost', message: 'The GPU was reset.' } as const;

/** Does what the client does: the event first, then every call in flight ends. */
function lose(client: TestClient): void {
  client.emit({ type: 'lost', error: LOST });
  client.runs.at(-1)?.reject(LOST);
}

async function comeBack(client: TestClient): Promise<void> {
  client.starts.at(-1)?.resolve(backendInfo());
  await settled();
  client.finish();
  await settled();
}

function clock() {
  const time = { now: 0 };
  return { time, environment: { now: () => time.now } };
}

describe('a lost device', () => {
  it('comes back by itself with picture, settings and a run, and keeps the result on screen meanwhile', async () => {
    const { lab, client } = await openedLab();
    client.finish(31);
    await settled();
    lab.actions.editBand(1, 'H', 'RGB', { mute: true });
    await settled();
    const run = lab.actions.run();
    lose(client);
    await expect(run).rejects.toEqual(LOST);
    const during = lab.store.getState();
    expect([during.gpu.restoring, during.session.status, during.result?.summary.psnr]).toEqual([true, 'loading', 31]);
    await expect(lab.actions.tensor('latent')).rejects.toMatchObject({ code: 'device-lost' });
    const restored = lab.actions.run();
    client.starts.at(-1)?.resolve(backendInfo());
    await settled();
    client.finish(32);
    expect((await restored).psnr).toBe(32);
    expect(client.runs.at(-1)?.settings.bands).toHaveProperty(['1.H.R', 'mute'], true);
    expect(lab.store.getState()).toMatchObject({ gpu: { restoring: false }, work: { status: 'idle', error: null } });
    expect(lab.store.getState().toasts.map(({ text }) => text)).toEqual(['Restored.']);
    expect(client.calls.filter((call) => call === 'restart')).toHaveLength(1);
  });

  it('comes back without a picture, too', async () => {
    const { lab, client } = testLab();
    const up = lab.actions.boot();
    client.starts[0]?.resolve(backendInfo());
    await up;
    client.emit({ type: 'lost', error: LOST });
    expect(lab.store.getState().gpu.restoring).toBe(true);
    client.starts[1]?.resolve(backendInfo());
    await settled();
    expect(lab.store.getState()).toMatchObject({ gpu: { restoring: false }, session: { status: 'ready' } });
    expect(client.runs).toHaveLength(0);
  });

  it('during the first start: ready waits for the one after it', async () => {
    const { lab, client } = testLab();
    const up = lab.actions.boot();
    client.emit({ type: 'lost', error: LOST });
    client.starts[0]?.reject(LOST);
    await settled();
    client.starts[1]?.resolve(backendInfo());
    await up;
    await lab.ready;
    expect(lab.store.getState().session).toMatchObject({ status: 'ready', error: null });
  });

  it('stopped while it comes back: says that the result is gone, and how to get it', async () => {
    const { lab, client } = await openedLab();
    client.finish(31);
    await settled();
    lose(client);
    client.starts.at(-1)?.resolve(backendInfo());
    await settled();
    lab.actions.cancel();
    await settled();
    expect(lab.store.getState()).toMatchObject({
      gpu: { restoring: false },
      work: { status: 'idle', error: { code: 'device-lost', message: /Run it again/ } },
    });
    expect(lab.store.getState().toasts).toEqual([]);
    lab.actions.rerun();
    await settled();
    client.finish(32);
    await settled();
    expect(lab.store.getState()).toMatchObject({ work: { error: null }, result: { summary: { psnr: 32 } } });
  });

  it('while a picture is opened: the open goes on, and its run follows', async () => {
    const { lab, client } = await openedLab();
    client.finish();
    await settled();
    const opened = lab.actions.open(new Blob(['y']));
    client.emit({ type: 'lost', error: LOST });
    expect(lab.store.getState().work.status).toBe('opening');
    client.starts.at(-1)?.resolve(backendInfo());
    client.opens[1]?.resolve(pictureInfo('b.png'));
    await opened;
    await settled();
    expect(lab.store.getState().gpu.restoring).toBe(true);
    client.finish(40, pictureInfo('b.png'));
    await settled();
    const { gpu, picture, result } = lab.store.getState();
    expect([gpu.restoring, picture?.info.name, result?.summary.psnr]).toEqual([false, 'b.png', 40]);
  });

  it('while a picture is opened that then fails: the one before runs again', async () => {
    const { lab, client } = await openedLab();
    lab.actions.show(new Blob([]));
    lose(client);
    client.starts.at(-1)?.resolve(backendInfo());
    client.opens[1]?.reject({ code: 'empty-file', message: 'Empty.' });
    await settled();
    client.finish(33);
    await settled();
    const { gpu, picture, result, work } = lab.store.getState();
    expect([gpu.restoring, picture?.info.name, result?.summary.psnr, work.status]).toEqual([
      false,
      'a.png',
      33,
      'idle',
    ]);
  });

  it('while another model is loaded: the fresh worker gets that one', async () => {
    const { lab, client } = await openedLab();
    client.finish();
    await settled();
    lab.actions.set({ model: 'other' });
    await settled();
    lose(client);
    await comeBack(client);
    expect([client.starts.at(-1)?.settings.model, client.runs.at(-1)?.settings.model]).toEqual(['other', 'other']);
    expect(lab.store.getState()).toMatchObject({ gpu: { restoring: false }, work: { status: 'idle', error: null } });
  });

  it('a second time while it is being restored: the newer start counts, and it is restored once', async () => {
    const { lab, client } = await openedLab();
    lose(client);
    client.emit({ type: 'lost', error: LOST });
    client.starts[1]?.reject(LOST);
    await comeBack(client);
    expect(client.starts).toHaveLength(3);
    expect(lab.store.getState()).toMatchObject({
      gpu: { restoring: false, fallback: null },
      session: { status: 'ready' },
    });
    expect(lab.store.getState().toasts.map(({ text }) => text)).toEqual(['Restored.']);
  });

  it('says why it could not come back', async () => {
    const { lab, client } = await openedLab();
    lose(client);
    client.starts.at(-1)?.reject({ code: 'no-backend', message: 'No adapter.' });
    await settled();
    expect(lab.store.getState()).toMatchObject({
      gpu: { restoring: false },
      session: { status: 'failed', error: { code: 'no-backend' } },
      work: { error: null },
    });
  });
});

describe('losses one after another', () => {
  it('three within a minute: the CPU runs, it says why, and settings stay as they were', async () => {
    const { time, environment } = clock();
    const { lab, client } = await openedLab(environment);
    for (const now of [0, 30_000, 59_000]) {
      time.now = now;
      lose(client);
      await comeBack(client);
    }
    expect(client.starts.map(({ settings: { backend } }) => backend)).toEqual(['auto', 'auto', 'auto', 'wasm']);
    expect(client.runs.at(-1)?.settings.backend).toBe('wasm');
    const { gpu, session, settings, result } = lab.store.getState();
    expect(gpu).toEqual({ restoring: false, fallback: THREE_LOSSES });
    expect(session.info?.reason).toBe(THREE_LOSSES);
    // What is shown was made with the settings that are set, as far as the picture goes.
    expect([settings.backend, result?.summary.settings]).toEqual(['auto', settings]);
  });

  it('three in more than a minute: the GPU goes on', async () => {
    const { time, environment } = clock();
    const { lab, client } = await openedLab(environment);
    for (const now of [0, 30_000, 60_000]) {
      time.now = now;
      lose(client);
      await comeBack(client);
    }
    expect(lab.store.getState().gpu.fallback).toBeNull();
    expect(client.starts.at(-1)?.settings.backend).toBe('auto');
  });

  it('three without a result between them, however slowly a silent GPU is found: the CPU runs', async () => {
    const { time, environment } = clock();
    const { lab, client } = await openedLab(environment);
    for (const now of [0, 150_000, 300_000]) {
      time.now = now;
      lose(client);
      client.starts.at(-1)?.resolve(backendInfo());
      await settled();
    }
    expect(lab.store.getState().gpu.fallback).toBe(THREE_LOSSES);
  });

  it.each([
    ['Try the GPU again', (lab: Awaited<ReturnType<typeof openedLab>>['lab']) => lab.actions.tryGpu(), 'auto'],
    [
      'choosing a backend',
      (lab: Awaited<ReturnType<typeof openedLab>>['lab']) => lab.actions.set({ backend: 'webgpu' }),
      'webgpu',
    ],
  ] as const)('%s ends the fallback, and losses count from nothing', async (_, act, backend) => {
    const { environment } = clock();
    const { lab, client } = await openedLab(environment);
    for (let loss = 0; loss < 3; loss++) {
      lose(client);
      await comeBack(client);
    }
    act(lab);
    await settled();
    if (client.starts.length === 5) client.starts.at(-1)?.resolve(backendInfo());
    await settled();
    expect(client.runs.at(-1)?.settings.backend).toBe(backend);
    client.finish();
    await settled();
    lose(client);
    await comeBack(client);
    expect(lab.store.getState().gpu.fallback).toBeNull();
  });
});

describe('starts', () => {
  it('one that hangs is given up for a newer one', async () => {
    const { lab, client } = testLab();
    const up = lab.actions.boot();
    const opened = lab.actions.open(new Blob(['x']));
    client.opens[0]?.resolve(pictureInfo());
    await opened;
    lab.actions.set({ backend: 'wasm' });
    expect(client.calls.at(-1)).toBe('restart');
    client.starts[0]?.reject({ code: 'aborted', message: 'A newer start took its place.' });
    client.starts[1]?.resolve(backendInfo());
    await up;
    await settled();
    expect(client.runs.at(-1)?.settings.backend).toBe('wasm');
    expect(lab.store.getState().session.status).toBe('ready');
  });

  it('a backend that cannot be had leaves session and result as they are', async () => {
    const { lab, client } = await openedLab();
    client.finish(31);
    await settled();
    lab.actions.set({ backend: 'webgpu' });
    await settled();
    client.runs.at(-1)?.reject({ code: 'no-backend', message: 'No WebGPU.' });
    await settled();
    const { session, work, result } = lab.store.getState();
    expect([session.status, work.error?.code, result?.summary.psnr]).toEqual(['ready', 'no-backend', 31]);
    await expect(lab.actions.tensor('latent')).resolves.toBeDefined();
  });
});
