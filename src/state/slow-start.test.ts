import { describe, expect, it } from 'vitest';
import { mayLeaveGpu, waitsOutside } from './gpu-fate';
import { createScripting } from './scripting';
import { backendInfo, openedLab, pictureInfo, settled, testLab } from './test-client';

describe('a start that waits for something outside', () => {
  it('says what it waits for until that comes, and can be stopped', async () => {
    const { lab, client } = testLab();
    lab.actions.boot().catch(() => undefined);
    const opened = lab.actions.open(new Blob(['x']));
    client.opens[0]?.resolve(pictureInfo());
    await opened;
    client.emit({ type: 'waiting', what: 'gpu' });
    expect(lab.store.getState()).toMatchObject({
      session: { status: 'loading', waiting: 'gpu' },
      work: { status: 'running' },
    });
    lab.actions.cancel();
    expect(lab.store.getState().work.status).toBe('idle');
    client.emit({ type: 'waiting', what: null });
    client.starts[0]?.resolve(backendInfo());
    await settled();
    expect(lab.store.getState().session).toMatchObject({ status: 'ready', waiting: null });
  });

  it('goes on with the CPU when asked to, whatever the GPU answers later', async () => {
    const { lab, client } = testLab();
    lab.actions.boot().catch(() => undefined);
    client.emit({ type: 'waiting', what: 'gpu' });
    lab.actions.runOnCpu();
    expect(client.starts.at(-1)?.settings.backend).toBe('wasm');
    expect(lab.store.getState()).toMatchObject({
      session: { waiting: null },
      gpu: { fallback: 'The GPU did not answer, so this page now runs on the CPU.' },
    });
    client.starts[1]?.resolve(backendInfo());
    client.starts[0]?.resolve({ ...backendInfo(), backend: 'webgpu' });
    await settled();
    expect(lab.store.getState().session).toMatchObject({ status: 'ready', info: { backend: 'wasm' } });
  });
});

describe('another backend that is chosen while a start hangs', () => {
  it('is started at once, and no run waits for the one before', async () => {
    const { lab, client } = testLab();
    lab.actions.boot().catch(() => undefined);
    const opened = lab.actions.open(new Blob(['x']));
    client.opens[0]?.resolve(pictureInfo());
    await opened;
    client.emit({ type: 'waiting', what: 'gpu' });
    expect(waitsOutside(lab.store.getState())).toBe(true);
    lab.actions.set({ backend: 'wasm' });
    expect(client.calls.at(-1)).toBe('restart');
    expect(client.starts.at(-1)?.settings.backend).toBe('wasm');
    client.starts.at(-1)?.resolve(backendInfo());
    await settled();
    expect(client.runs.at(-1)?.settings.backend).toBe('wasm');
    client.finish(31);
    await settled();
    expect(lab.store.getState()).toMatchObject({
      session: { status: 'ready', waiting: null },
      result: { info: { backend: 'wasm' } },
    });
  });

  it('is waited for out loud when a run starts it', async () => {
    const { lab, client } = await openedLab();
    client.finish(31);
    await settled();
    expect(waitsOutside(lab.store.getState())).toBe(false);
    lab.actions.set({ backend: 'webgpu' });
    client.emit({ type: 'waiting', what: 'shaders' });
    expect(waitsOutside(lab.store.getState())).toBe(true);
    expect(mayLeaveGpu(lab.store.getState())).toBe(true);
    client.emit({ type: 'waiting', what: null });
    expect(waitsOutside(lab.store.getState())).toBe(false);
  });
});

describe('info()', () => {
  it('is of the result on screen when another backend came up and its run was stopped', async () => {
    const { lab, client } = await openedLab();
    const scripting = createScripting(lab);
    client.finish(31);
    await settled();
    lab.actions.tryGpu();
    client.starts.at(-1)?.resolve({ ...backendInfo(), backend: 'webgpu', adapter: 'acme' });
    await settled();
    lab.actions.cancel();
    await settled();
    expect(scripting.info()).toMatchObject({ backend: 'wasm', adapter: 'CPU' });
    client.info = { ...backendInfo(), backend: 'webgpu', adapter: 'acme' };
    lab.actions.rerun();
    await settled();
    client.finish(31);
    await settled();
    expect(scripting.info()).toMatchObject({ backend: 'webgpu', adapter: 'acme' });
  });
});
