import { describe, expect, it } from 'vitest';
import { newHistory, undo } from './history';
import { undoOpening, withOpened, type Moment } from './openings';
import { DEFAULTS, openedLab, pictureInfo, settled } from './test-client';

type Opened = Awaited<ReturnType<typeof openedLab>>;

/** Opens a file as people do, and lets its run end. */
async function show({ lab, client }: Opened, name: string): Promise<File> {
  const file = new File(['bytes'], name);
  lab.actions.show(file);
  await decode({ lab, client }, name);
  return file;
}

/** What is on its way is decoded. */
async function decode({ client }: Opened, name: string): Promise<void> {
  client.opens.at(-1)?.resolve(pictureInfo(name));
  await settled();
  client.finish(30, pictureInfo(name));
  await settled();
}

/** A lab with an edited picture, edited.png, that replaced.png then took the place of. */
async function replaced(): Promise<Opened & { before: File }> {
  const opened = await openedLab();
  const before = await show(opened, 'edited.png');
  opened.lab.actions.set({ seed: 5 });
  opened.lab.actions.setViewport(0, { zoom: 4, x: 0.25, y: 0.75 });
  await show(opened, 'replaced.png');
  return { ...opened, before };
}

describe('undo over an opened picture', () => {
  it('brings back the picture before with its edits and where it was looked at; redo goes forward again', async () => {
    const { lab, client, before } = await replaced();
    lab.actions.undo();
    expect(client.opens.at(-1)).toMatchObject({ source: before, settings: { seed: 5 } });
    await decode({ lab, client }, 'edited.png');
    expect(lab.store.getState()).toMatchObject({
      settings: { seed: 5 },
      picture: { info: { name: 'edited.png' } },
      result: { summary: { settings: { seed: 5 } } },
      viewer: { viewports: [{ zoom: 4, x: 0.25, y: 0.75 }, {}] },
      toasts: [],
    });
    lab.actions.redo();
    await decode({ lab, client }, 'replaced.png');
    expect(lab.store.getState()).toMatchObject({
      settings: { seed: 5 },
      picture: { info: { name: 'replaced.png' } },
      viewer: { viewports: [{ zoom: 1 }, {}] },
    });
    lab.actions.undo();
    await decode({ lab, client }, 'edited.png');
    lab.actions.undo();
    expect(lab.store.getState().settings.seed, 'then the edit before').toBe(0);
  });

  it('is offered beside the message where a picture with edits gave way, and goes over later edits, too', async () => {
    const { lab, client } = await replaced();
    expect(lab.store.getState().toasts).toMatchObject([
      { text: 'replaced.png is open, with your edits. Undo brings back edited.png.', action: 'undo-opening' },
    ]);
    lab.actions.set({ seed: 9 });
    lab.actions.undoOpening();
    await decode({ lab, client }, 'edited.png');
    expect(lab.store.getState()).toMatchObject({ settings: { seed: 5 }, picture: { info: { name: 'edited.png' } } });
    expect(lab.store.getState().history.future).toHaveLength(2);
  });

  it('says nothing where there were no edits', async () => {
    const opened = await openedLab();
    await show(opened, 'a.png');
    await show(opened, 'b.png');
    expect(opened.lab.store.getState().toasts).toEqual([]);
  });

  it('stops a picture that is still on its way, and takes back no edit', async () => {
    const { lab, client } = await openedLab();
    client.finish();
    await settled();
    lab.actions.set({ seed: 5 });
    lab.actions.show(new File(['bytes'], 'slow.png'));
    await settled();
    lab.actions.undo();
    client.opens.at(-1)?.resolve(pictureInfo('slow.png'));
    await settled();
    expect(lab.store.getState()).toMatchObject({
      settings: { seed: 5 },
      picture: { info: { name: 'a.png' } },
      work: { status: 'idle' },
    });
  });

  it('leaves all as it was when the picture cannot be read any more, and says so', async () => {
    const { lab, client } = await replaced();
    const { history } = lab.store.getState();
    lab.actions.undo();
    client.opens.at(-1)?.reject({ code: 'fetch-failed', message: 'edited.png is gone.' });
    await settled();
    expect(lab.store.getState()).toMatchObject({
      picture: { info: { name: 'replaced.png' } },
      settings: { seed: 5 },
      toasts: [{ text: 'edited.png is gone.' }],
    });
    expect(lab.store.getState().history).toEqual(history);
  });

  it('follows quick steps to the last one', async () => {
    const { lab, client, before } = await replaced();
    lab.actions.undo();
    lab.actions.redo();
    await decode({ lab, client }, 'replaced.png');
    expect(lab.store.getState().picture?.info.name).toBe('replaced.png');
    lab.actions.undo();
    lab.actions.undo();
    expect(client.opens.at(-1)?.source).toBe(before);
    await decode({ lab, client }, 'edited.png');
    expect(lab.store.getState()).toMatchObject({ settings: { seed: 0 }, picture: { info: { name: 'edited.png' } } });
  });
});

describe('steps of opened pictures', () => {
  const start = (): ReturnType<typeof newHistory<Moment>> => newHistory<Moment>({ settings: DEFAULTS, opened: null });
  /** Only its size is read. */
  const file = (size: number): File => Object.defineProperty(new File([], 'x'), 'size', { value: size });

  it('are none for the first picture, and for the same one again', () => {
    const first = withOpened(start(), { source: 'a' }, true);
    expect(first.past).toHaveLength(0);
    expect(withOpened(first, { source: 'a' }, true)).toBe(first);
    expect(undoOpening(first)).toBe(first);
  });

  it('keep the picture before at any size, and others within bounds', () => {
    const large = [file(1), file(300e6), file(300e6)].reduce(
      (history, source) => withOpened(history, { source }, true),
      start(),
    );
    expect(large.past.map(({ opened }) => (opened?.source as File).size)).toEqual([300e6]);
    let many = start();
    for (let i = 0; i < 20; i++) many = withOpened(many, { source: file(1) }, true);
    expect(many.past).toHaveLength(8);
    expect(undo(many).present.opened).not.toBe(many.present.opened);
  });
});
