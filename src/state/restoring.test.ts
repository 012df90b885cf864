import { describe, expect, it, vi } from 'vitest';
import { defaultSettings } from '../core/settings/settings';
import { countEdits, MAX_KEPT_BYTES, restoredWords } from './restoring';
import { backendInfo, MemoryStorage, pictureInfo, settled, testLab } from './test-client';
import { MemoryKeeper, openAndKeep, visit } from './test-visits';

describe('the next visit', () => {
  it('opens the file of the last one again, with its edits, and says so', async () => {
    const [storage, keeper] = [new MemoryStorage(), new MemoryKeeper()];
    const first = await openAndKeep(storage, keeper, new File(['x'], 'mine.png'));
    await vi.waitFor(() => expect(first.lab.store.getState().last).toEqual({ kind: 'file', name: 'mine.png' }));
    first.lab.actions.muteBands(['1.H.R', '1.H.G', '2.V.B'], true);
    first.lab.actions.set({ seed: 3 });

    const { lab, client, begin, texts } = visit(storage, keeper);
    await begin();
    expect(client.opens.map(({ source }) => source)).toEqual([keeper.file]);
    client.opens[0]?.resolve(pictureInfo('mine.png'));
    await vi.waitFor(() => expect(texts()).toEqual(['Restored your last picture and 3 edits.']));
    expect(lab.store.getState().toasts[0]?.action).toBe('start-fresh');
    expect(lab.store.getState().settings).toMatchObject({ seed: 3, bands: { '1.H.R': { mute: true } } });
  });

  it('remembers a sample by its id, and keeps no file for it', async () => {
    const [storage, keeper] = [new MemoryStorage(), new MemoryKeeper()];
    keeper.file = new File(['old'], 'old.png');
    const first = await openAndKeep(storage, keeper, 'http://lab.test/samples/second.jpg');
    await vi.waitFor(() => expect(first.lab.store.getState().last).toEqual({ kind: 'sample', id: 'second' }));
    expect(keeper.file).toBeNull();
    const { client, begin, texts } = visit(storage, keeper);
    await begin();
    expect(client.opens.map(({ source }) => source)).toEqual(['http://lab.test/samples/second.jpg']);
    await vi.waitFor(() => expect(texts()).toEqual(['Restored your last picture.']));
  });

  it('starts with the first sample when the browser had no room, or threw the file away', async () => {
    const [storage, keeper] = [new MemoryStorage(), new MemoryKeeper()];
    keeper.full = true;
    const full = await openAndKeep(storage, keeper, new File(['x'], 'mine.png'));
    await settled();
    expect(full.lab.store.getState().last).toBeNull();
    expect(full.texts()).toEqual([]);

    keeper.full = false;
    const kept = await openAndKeep(storage, keeper, new File(['x'], 'mine.png'));
    await vi.waitFor(() => expect(kept.lab.store.getState().last).not.toBeNull());
    keeper.file = null;
    const { client, begin } = visit(storage, keeper);
    await begin();
    expect(client.opens.map(({ source }) => source)).toEqual(['http://lab.test/samples/first.jpg']);
  });

  it('does not keep files over the limit, nor the one before them', async () => {
    const [storage, keeper] = [new MemoryStorage(), new MemoryKeeper()];
    keeper.file = new File(['old'], 'old.png');
    const large = new File(['x'], 'large.png');
    Object.defineProperty(large, 'size', { value: MAX_KEPT_BYTES + 1 });
    const { lab } = await openAndKeep(storage, keeper, large);
    await vi.waitFor(() => expect(keeper.file).toBeNull());
    expect(lab.store.getState().last).toBeNull();
  });

  it('gives way to a link, and to a picture that was asked for', async () => {
    for (const href of ['http://lab.test/#settings=%7B%22seed%22%3A4%7D', 'http://lab.test/?image=asked.png']) {
      const [storage, keeper] = [new MemoryStorage(), new MemoryKeeper()];
      const first = await openAndKeep(storage, keeper, new File(['x'], 'mine.png'));
      await vi.waitFor(() => expect(first.lab.store.getState().last?.kind).toBe('file'));
      const { client, begin } = visit(storage, keeper, { href });
      await begin();
      expect(client.opens[0]?.source, href).toEqual(
        expect.stringContaining(href.includes('image') ? 'asked.png' : 'first.jpg'),
      );
    }
  });

  it('opens nothing by itself where data is saved: the tap that loads the model brings the picture', async () => {
    const [storage, keeper] = [new MemoryStorage(), new MemoryKeeper()];
    const first = await openAndKeep(storage, keeper, new File(['x'], 'mine.png'));
    await vi.waitFor(() => expect(first.lab.store.getState().last?.kind).toBe('file'));
    const { lab, client, begin } = visit(storage, keeper, { saveData: true });
    await begin();
    expect(client.opens).toHaveLength(0);
    expect(client.calls).toEqual([]);
    void lab.actions.boot();
    await vi.waitFor(() => expect(client.opens.map(({ source }) => source)).toEqual([keeper.file]));
  });
});

describe('start fresh', () => {
  it('forgets picture and edits, and keeps where it runs', async () => {
    const [storage, keeper] = [new MemoryStorage(), new MemoryKeeper()];
    const { lab, client } = await openAndKeep(storage, keeper, new File(['x'], 'mine.png'));
    await vi.waitFor(() => expect(lab.store.getState().last?.kind).toBe('file'));
    lab.actions.set({ backend: 'wasm', seed: 9 });
    lab.actions.startFresh();
    await vi.waitFor(() => expect(client.opens.at(-1)?.source).toBe('http://lab.test/samples/first.jpg'));
    expect(keeper.file).toBeNull();
    expect(lab.store.getState().settings).toEqual({ ...defaultSettings(), backend: 'wasm' });
    lab.actions.undo();
    expect(lab.store.getState().settings.seed).toBe(9);
  });
});

describe('a model that the page no longer has', () => {
  it('gives way to the default before it is asked for, and the page says so', async () => {
    const manifest = (await import('../../e2e/fixtures/tiny-f8c12/manifest.json')).default;
    const storage = new MemoryStorage();
    testLab({ storage }).lab.actions.set({ model: 'gone' });
    const { lab, client, begin, texts } = visit(storage, new MemoryKeeper(), {
      loadJson: (path) => (path.includes('manifest') ? Promise.resolve(manifest) : Promise.reject(new Error('none'))),
    });
    await begin();
    await settled();
    expect(client.starts.map(({ settings }) => settings.model)).toEqual(['']);
    expect(texts()).toEqual([expect.stringContaining('The model "gone" is not part of this page any more')]);
    client.starts[0]?.resolve(backendInfo());
    await expect(lab.ready).resolves.toBeUndefined();
  });
});

describe('words', () => {
  it('count a band once for its three colours, and leave out where it runs', () => {
    const mute = { gain: 1, threshold: 0, mute: true, swap: false };
    const bands = { '1.H.R': mute, '1.H.G': mute, '2.V.R': mute } as const;
    expect(countEdits({ ...defaultSettings(), bands, seed: 3, backend: 'wasm', model: 'x' })).toBe(3);
    expect(countEdits(defaultSettings())).toBe(0);
  });

  it('say what came back, and nothing when nothing did', () => {
    expect(restoredWords(true, 1)).toBe('Restored your last picture and 1 edit.');
    expect(restoredWords(false, 2)).toBe('Restored 2 edits.');
    expect(restoredWords(false, 0)).toBe('');
  });
});
