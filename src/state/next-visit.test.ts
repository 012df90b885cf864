import { describe, expect, it, vi } from 'vitest';
import { MemoryStorage, settled } from './test-client';
import { MemoryKeeper, openAndKeep, visit } from './test-visits';

describe('a storage that fails', () => {
  const SLOW = 10_000;

  /** A visit after one that kept mine.png, with another storage. */
  async function nextVisit(change: (keeper: MemoryKeeper) => void) {
    const [storage, keeper] = [new MemoryStorage(), new MemoryKeeper()];
    const first = await openAndKeep(storage, keeper, new File(['x'], 'mine.png'));
    await vi.waitFor(() => expect(first.lab.store.getState().last?.kind).toBe('file'));
    change(keeper);
    return { ...visit(storage, keeper), keeper };
  }

  it('keeps nobody waiting: the sample comes within 2 s, and the picture when the storage answers', async () => {
    const { lab, client, begin } = await nextVisit((keeper) => {
      keeper.loadPicture = () => new Promise((resolve) => setTimeout(() => resolve(keeper.file), SLOW));
    });
    const file = new File(['x'], 'mine.png');
    vi.useFakeTimers();
    try {
      void begin();
      await vi.advanceTimersByTimeAsync(1900);
      expect(client.opens.map(({ source }) => source)).toEqual(['http://lab.test/samples/first.jpg']);
      expect(lab.store.getState().decided).toBe(true);
      await vi.advanceTimersByTimeAsync(SLOW);
      expect(client.opens.map(({ source }) => (source instanceof File ? source.name : source))).toEqual([
        'http://lab.test/samples/first.jpg',
        file.name,
      ]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('takes no picture away that was opened meanwhile', async () => {
    const { lab, client, begin } = await nextVisit((keeper) => {
      keeper.loadPicture = () => new Promise((resolve) => setTimeout(() => resolve(keeper.file), SLOW));
    });
    vi.useFakeTimers();
    try {
      void begin();
      await vi.advanceTimersByTimeAsync(1900);
      lab.actions.show(new File(['y'], 'other.png'));
      await vi.advanceTimersByTimeAsync(SLOW);
      expect(client.opens).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each<[string, (keeper: MemoryKeeper) => void, RegExp]>([
    [
      'has lost the picture',
      (keeper) => void (keeper.file = null),
      /Your last picture, mine\.png, is not in this browser's storage any more/,
    ],
    [
      'holds that of another tab',
      (keeper) => void (keeper.file = new File(['z'], 'theirs.png')),
      /mine\.png, is not in this browser's storage any more/,
    ],
    [
      'cannot be read',
      (keeper) => void (keeper.loadPicture = () => Promise.reject(new DOMException('broken', 'UnknownError'))),
      /mine\.png, could not be read/,
    ],
  ])('and %s is said, and the sample shown', async (_, change, words) => {
    const { client, begin, texts } = await nextVisit(change);
    await begin();
    expect(client.opens.map(({ source }) => source)).toEqual(['http://lab.test/samples/first.jpg']);
    expect(texts()).toEqual([expect.stringMatching(words)]);
  });

  it('and gives a file that cannot be read: said without the word of the browser, and forgotten', async () => {
    const { lab, client, begin, texts, keeper } = await nextVisit(() => undefined);
    await begin();
    client.opens[0]?.reject(new DOMException('The requested file could not be read', 'NotReadableError'));
    await vi.waitFor(() => expect(client.opens.at(-1)?.source).toBe('http://lab.test/samples/first.jpg'));
    expect(texts()).toEqual([
      expect.stringMatching(
        /^Your last picture, mine\.png, could not be read from this browser's storage\. Open it again\.$/,
      ),
    ]);
    await vi.waitFor(() => expect(keeper.file).toBeNull());
    expect(lab.store.getState().last).toBeNull();
  });
});

describe('two tabs', () => {
  it('the next visit gets settings and picture of the tab last used, and no tab changes by itself', async () => {
    const [storage, keeper] = [new MemoryStorage(), new MemoryKeeper()];
    const a = await openAndKeep(storage, keeper, new File(['a'], 'a.png'));
    await vi.waitFor(() => expect(keeper.file?.name).toBe('a.png'));
    a.lab.actions.set({ seed: 1 });
    const b = await openAndKeep(storage, keeper, new File(['b'], 'b.png'));
    await vi.waitFor(() => expect(b.lab.store.getState().last).toEqual({ kind: 'file', name: 'b.png' }));
    b.lab.actions.set({ seed: 2 });
    expect(a.lab.store.getState().settings.seed).toBe(1);
    // Its settings go with its picture, whichever of the two changes.
    a.lab.actions.set({ seed: 3 });
    await vi.waitFor(() => expect(keeper.file?.name).toBe('a.png'));
    expect(b.lab.store.getState().settings.seed).toBe(2);
    // Looking at a tab is using it.
    b.lab.actions.useHere();
    await vi.waitFor(() => expect(keeper.file?.name).toBe('b.png'));
    const next = visit(storage, keeper);
    expect(next.lab.store.getState().settings.seed).toBe(2);
    await next.begin();
    expect(next.client.opens.map(({ source }) => (source as File).name)).toEqual(['b.png']);
  });

  it('one that is still on its way to its picture takes none away', async () => {
    const [storage, keeper] = [new MemoryStorage(), new MemoryKeeper()];
    const a = await openAndKeep(storage, keeper, new File(['a'], 'a.png'));
    await vi.waitFor(() => expect(a.lab.store.getState().last?.kind).toBe('file'));
    const b = visit(storage, keeper);
    b.lab.actions.useHere();
    await settled();
    expect(keeper.file?.name).toBe('a.png');
    await b.begin();
    expect(b.client.opens.map(({ source }) => (source as File).name)).toEqual(['a.png']);
  });
});
