import { afterEach, expect, it, vi } from 'vitest';
import type { LiveSource } from '../../../client/live-source';
import { isFrame, type Frame } from '../../../client/picture-source';
import { LabError } from '../../../core/errors';
import { readHeader } from '../../../core/picture/header';
import { probeOf } from '../../probe/state/probe';
import { openedLab, pictureInfo, settled, type TestClient } from '../../../state/test-client';
import type { Lab } from '../../../state/lab';
import { liveOf } from './live';
import { INPUT_VIEW, versionOf } from '../../../state/versions';

const browser = vi.hoisted(() => ({
  openCamera: vi.fn(),
  openVideo: vi.fn(),
  nextPaint: () => Promise.resolve(true),
  hide: (_hidden: boolean): void => undefined,
  watchHidden: (callback: (hidden: boolean) => void) => {
    browser.hide = callback;
    return () => undefined;
  },
}));
vi.mock('../../../client/live-source', () => browser);

afterEach(() => vi.clearAllMocks());

class FakeSource implements LiveSource {
  readonly kind = 'camera';
  readonly name = 'Camera';
  readonly calls: string[] = [];
  readonly frames: { closed: boolean }[] = [];
  #listener: ((presented: number) => void) | null = null;
  #count = 0;
  size = () => ({ width: 640, height: 480 });
  times = () => ({ duration: 0, time: 0 });
  next = (callback: (presented: number) => void) => {
    this.#listener = callback;
    return () => void (this.#listener = null);
  };
  grab = (): Promise<Frame> => {
    const frame = { closed: false };
    this.frames.push(frame);
    const data = { close: () => void (frame.closed = true) } as unknown as ImageBitmap;
    return Promise.resolve({ data, name: 'Camera', madeFrom: { format: 'Camera', bytes: 0 } });
  };
  play = () => Promise.resolve(void this.calls.push('play'));
  pause = () => void this.calls.push('pause');
  seek = () => undefined;
  setLoop = () => undefined;
  close = () => void this.calls.push('close');

  async present(): Promise<void> {
    const listener = this.#listener;
    this.#listener = null;
    listener?.(++this.#count);
    await settled();
  }
}

/** Lets the parts that are loaded when they are needed come. */
const loaded = (): Promise<void> =>
  vi
    .waitFor(async () => {
      await settled();
      expect(browser.openCamera).toHaveBeenCalled();
    })
    .then(settled);

const frames = (client: TestClient) => client.opens.filter(({ source }) => isFrame(source));

/** Answers the open and the run of the newest frame. */
async function answer(client: TestClient, psnr: number): Promise<void> {
  client.opens.at(-1)?.resolve(pictureInfo('Camera'));
  await settled();
  client.finish(psnr, pictureInfo('Camera'));
  await settled();
}

async function liveLab(): Promise<{ lab: Lab; client: TestClient; source: FakeSource }> {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  const source = new FakeSource();
  browser.openCamera.mockImplementation(() => Promise.resolve(source));
  lab.actions.goLive('camera');
  await loaded();
  await answer(client, 20);
  return { lab, client, source };
}

it('shows frame after frame without a word, a reset or a trace in the memory', async () => {
  const { lab, client, source } = await liveLab();
  const since = lab.store.getState().picture?.since;
  expect(since).toBeDefined();
  lab.actions.setViewport(1, { zoom: 3, x: 0.2, y: 0.3 });
  lab.actions.point(4, 4);
  const before = lab.store.getState();
  const works = new Set<string>();
  lab.store.subscribe(({ work }) => works.add(work.status));
  const seen = new Set([versionOf(before, INPUT_VIEW)]);
  const probe = probeOf(lab);
  probe.set({ held: { x: 1, y: 0 } });
  for (const psnr of [21, 22, 23]) {
    await source.present();
    await answer(client, psnr);
    const state = lab.store.getState();
    expect(state.result?.summary.psnr).toBe(psnr);
    expect(state.result?.picture).toBe(state.picture?.version);
    expect(state.picture?.since).toBe(since);
    seen.add(versionOf(state, INPUT_VIEW));
  }
  expect(seen.size, 'each frame has an input of its own').toBe(4);
  expect(probe.store.getState().held, 'the same cell of the next frame').toEqual({ x: 1, y: 0 });
  const after = lab.store.getState();
  expect(works).toEqual(new Set(['idle']));
  expect(after.viewer).toBe(before.viewer);
  expect(after.last).toBe(before.last);
  expect(after.history).toBe(before.history);
  expect(after.toasts).toEqual([]);
  expect(after.live?.frames).toBe(4);
});

it('keeps picture and result of a frame together', async () => {
  const { lab, client, source } = await liveLab();
  const { picture } = lab.store.getState();
  await source.present();
  client.opens.at(-1)?.resolve(pictureInfo('Camera'));
  await settled();
  expect(lab.store.getState().picture, 'not before its result').toBe(picture);
});

it('waits for a run that an edit started, which then shows the frame in work', async () => {
  const { lab, client, source } = await liveLab();
  const { picture } = lab.store.getState();
  await source.present();
  client.opens.at(-1)?.resolve(pictureInfo('Camera'));
  await settled();
  lab.actions.set({ posterior: 'sample' });
  await settled();
  await source.present();
  const opened = frames(client).length;
  client.finish(25, pictureInfo('Camera'));
  await settled();
  expect(lab.store.getState().picture?.version).toBe((picture?.version ?? 0) + 1);
  expect(lab.store.getState().result?.summary.settings.posterior).toBe('sample');
  expect(frames(client)).toHaveLength(opened);
  await vi.waitFor(() => expect(frames(client).length).toBe(opened + 1));
});

it('lets a run that was asked for come to its end, and shows the frame after it', async () => {
  const { lab, client, source } = await liveLab();
  await source.present();
  const run = lab.actions.run();
  await settled();
  client.opens.at(-1)?.resolve(pictureInfo('Camera'));
  await settled();
  const runs = client.runs.length;
  client.finish(27, pictureInfo('Camera'));
  await expect(run).resolves.toMatchObject({ psnr: 27 });
  await settled();
  expect(client.runs).toHaveLength(runs + 1);
  client.finish(28, pictureInfo('Camera'));
  await settled();
  expect(lab.store.getState().result?.summary.psnr).toBe(28);
});

it('takes no frame while the tab is hidden, and goes on by itself', async () => {
  const { lab, client, source } = await liveLab();
  browser.hide(true);
  expect(lab.store.getState().live).toMatchObject({ status: 'paused', text: 'Paused: the tab was hidden.' });
  expect(source.calls).toEqual(['play', 'pause']);
  const opened = frames(client).length;
  await source.present();
  expect(frames(client)).toHaveLength(opened);
  browser.hide(false);
  await settled();
  expect(lab.store.getState().live?.status).toBe('playing');
  await source.present();
  expect(frames(client)).toHaveLength(opened + 1);
});

it('stays paused behind a hidden tab when a person had paused it', async () => {
  const { lab } = await liveLab();
  liveOf(lab.store)?.pause();
  browser.hide(true);
  browser.hide(false);
  await settled();
  expect(lab.store.getState().live?.status).toBe('paused');
});

it('ends with another picture, and goes on when that cannot be opened', async () => {
  const { lab, client, source } = await liveLab();
  lab.actions.show(new Blob(['bad']));
  client.opens.at(-1)?.reject({ code: 'broken-image', message: 'Broken.' });
  await settled();
  expect(lab.store.getState().live).not.toBeNull();
  lab.actions.show(new Blob(['good']));
  client.opens.at(-1)?.resolve(pictureInfo('b.png'));
  await settled();
  expect(lab.store.getState().live).toBeNull();
  expect(source.calls).toContain('close');
  expect(lab.store.getState().picture?.since).toBeUndefined();
});

it('pauses when a run fails, and says why', async () => {
  const { lab, client, source } = await liveLab();
  await source.present();
  client.opens.at(-1)?.resolve(pictureInfo('Camera'));
  await settled();
  client.runs.at(-1)?.reject({ code: 'bad-output', message: 'All zero.' });
  await settled();
  expect(lab.store.getState().live).toMatchObject({ status: 'paused', text: 'Paused: All zero.' });
  expect(lab.store.getState().work.error?.code).toBe('bad-output');
});

it('goes on after a lost device, when the result is there again', async () => {
  const { lab, client, source } = await liveLab();
  await source.present();
  client.opens.at(-1)?.resolve(pictureInfo('Camera'));
  await settled();
  const lost = client.runs.at(-1);
  client.emit({ type: 'lost', error: { code: 'device-lost', message: 'Lost.' } });
  lost?.reject({ code: 'device-lost', message: 'Lost.' });
  await settled();
  expect(lab.store.getState().live?.status).toBe('playing');
  const opened = frames(client).length;
  await source.present();
  expect(frames(client), 'not before').toHaveLength(opened);
  client.starts.at(-1)?.resolve(client.info);
  await settled();
  client.finish(26, pictureInfo('Camera'));
  await vi.waitFor(() => expect(frames(client).length).toBe(opened + 1));
  expect(lab.store.getState().live?.status).toBe('playing');
});

it('keeps a frame as a file where one looks at it; Undo goes back to the picture before', async () => {
  const { lab, client, source } = await liveLab();
  lab.actions.set({ seed: 5 });
  client.finish(21, pictureInfo('Camera'));
  await settled();
  lab.actions.setViewport(1, { zoom: 3, x: 0.2, y: 0.3 });
  const { viewports } = lab.store.getState().viewer;
  client.tensor = (name) =>
    Promise.resolve({ dims: [1, 3, 2, 1], data: Float32Array.from({ length: 6 }, () => (name === 'input' ? 1 : 0)) });
  const kept = liveOf(lab.store)?.keep();
  const file = await vi.waitFor(() => {
    const { source: opened } = client.opens.at(-1) ?? {};
    if (!(opened instanceof File)) throw new Error('not yet');
    return opened;
  });
  expect(file.name).toBe('Camera.png');
  const header = await readHeader(new Uint8Array(await file.arrayBuffer()));
  expect(header).toMatchObject({ format: 'PNG', width: 1, height: 2 });
  client.opens.at(-1)?.resolve(pictureInfo('Camera.png'));
  await kept;
  const state = lab.store.getState();
  expect(state.live).toBeNull();
  expect(state.picture?.since).toBeUndefined();
  expect(state.viewer.viewports).toEqual(viewports);
  expect(source.calls.at(-1)).toBe('close');
  await vi.waitFor(() =>
    expect(lab.store.getState().toasts).toMatchObject([
      { text: 'Camera.png is open, with your edits. Undo brings back picture.', action: 'undo-opening' },
    ]),
  );
});

it('says why the camera cannot be had, and leaves the picture', async () => {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  const { picture } = lab.store.getState();
  browser.openCamera.mockImplementation(() => Promise.reject(new LabError('fetch-failed', 'The camera is blocked.')));
  lab.actions.goLive('camera');
  await loaded();
  expect(lab.store.getState().toasts.map(({ text }) => text)).toEqual(['The camera is blocked.']);
  expect(lab.store.getState()).toMatchObject({ live: null, picture });
});

it('takes a video for one, however it comes', async () => {
  const { lab, client } = await openedLab();
  const opened = client.opens.length;
  browser.openVideo.mockImplementation(() =>
    Promise.reject(new LabError('unsupported-format', 'It has no moving picture.')),
  );
  lab.actions.show(new File(['x'], 'clip.webm', { type: 'video/webm' }));
  await vi.waitFor(() =>
    expect(lab.store.getState().toasts.map(({ text }) => text)).toEqual(['It has no moving picture.']),
  );
  expect(browser.openVideo.mock.calls[0]?.[1]).toBe('clip.webm');
  expect(client.opens).toHaveLength(opened);
});
