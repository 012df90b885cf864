import { afterEach, describe, expect, it, vi } from 'vitest';
import { batchOf, createBatch, MOST_PICTURES } from './batch';
import type { Batch } from './batch-types';
import type { GivenFile } from '../../../state/given-files';
import type { Lab } from '../../../state/lab';
import { backendInfo, openedLab, settled, summaryOf, testLab, type TestClient } from '../../../state/test-client';

afterEach(() => vi.restoreAllMocks());

const file = (name: string): GivenFile => ({ file: new File([name], name), path: name });
const SMALL = new Blob(['small']);

async function ready(parts = {}): Promise<{ lab: Lab; client: TestClient; batch: Batch }> {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  return { lab, client, batch: createBatch(lab, { thumbnail: () => Promise.resolve(SMALL), ...parts }) };
}

/** Waits for the trial of this place, from 0. */
async function asked(client: TestClient, place: number) {
  await expect.poll(() => client.trials.length).toBeGreaterThan(place);
  const trial = client.trials[place];
  if (!trial) throw new Error('No such trial.');
  return trial;
}

async function answer(client: TestClient, place: number, psnr: number): Promise<void> {
  const trial = await asked(client, place);
  trial.resolve({
    summary: summaryOf(100 + place, trial.settings, psnr),
    png: new Blob([`png of ${(trial.source as File).name}`]),
  });
}

const statuses = ({ store }: Batch): string[] => store.getState().rows.map(({ status }) => status);

describe('a batch', () => {
  it('runs one picture after another with the settings at its start, whatever is changed meanwhile', async () => {
    const { lab, client, batch } = await ready();
    lab.actions.set({ seed: 3 });
    const run = batch.start([file('a.png'), file('b.png'), file('a.png')]);
    expect(lab.store.getState().batch).toBe('open');
    await asked(client, 0);
    expect(statuses(batch)).toEqual(['running', 'waiting', 'waiting']);
    lab.actions.set({ seed: 4 });
    for (const [place, psnr] of [30, 20, 25].entries()) await answer(client, place, psnr);
    await run;
    expect(client.trials).toHaveLength(3);
    expect(client.trials.map(({ source, settings, png }) => [(source as File).name, settings.seed, png])).toEqual([
      ['a.png', 3, true],
      ['b.png', 3, true],
      ['a.png', 3, true],
    ]);
    const { rows, running } = batch.store.getState();
    expect(running).toBe(false);
    expect(rows.map(({ name, numbers, pngBytes }) => [name, numbers?.psnr, pngBytes])).toEqual([
      ['a.png', 30, 12],
      ['b.png', 20, 12],
      ['a (2).png', 25, 12],
    ]);
    expect(
      rows.every(
        ({ thumbnails }) => thumbnails?.original.startsWith('blob:') && thumbnails.reconstruction.startsWith('blob:'),
      ),
    ).toBe(true);
    // The shown result is what it was.
    expect(lab.store.getState().result?.summary.psnr).toBe(30);
  });

  it('goes on after a picture that fails, which says why and can be tried again', async () => {
    const { client, batch } = await ready();
    const run = batch.start([file('cut.png'), file('b.png'), file('c.json')]);
    (await asked(client, 0)).reject({ code: 'broken-image', message: 'It ends too early.' });
    await answer(client, 1, 20);
    (await asked(client, 2)).reject({ code: 'not-an-image', message: 'It is no picture.' });
    await run;
    expect(batch.store.getState().rows.map(({ status, why }) => [status, why])).toEqual([
      ['failed', 'It ends too early.'],
      ['done', ''],
      ['failed', 'It is no picture.'],
    ]);
    const one = batch.retry(2);
    (await asked(client, 3)).reject({ code: 'not-an-image', message: 'Still none.' });
    await one;
    expect(statuses(batch)).toEqual(['failed', 'done', 'failed']);
    const all = batch.retry();
    await answer(client, 4, 21);
    await answer(client, 5, 22);
    await all;
    expect(statuses(batch)).toEqual(['done', 'done', 'done']);
    expect(client.trials.map(({ source }) => (source as File).name)).toEqual([
      'cut.png',
      'b.png',
      'c.json',
      'c.json',
      'cut.png',
      'c.json',
    ]);
  });

  it('stops at once, keeps what is done, and goes on later', async () => {
    const { lab, client, batch } = await ready();
    const run = batch.start([file('a.png'), file('b.png'), file('c.png')]);
    await answer(client, 0, 30);
    await asked(client, 1);
    batch.stop();
    await run;
    await settled();
    expect(statuses(batch)).toEqual(['done', 'waiting', 'waiting']);
    expect(batch.store.getState().running).toBe(false);
    expect(client.trials).toHaveLength(2);
    const more = batch.resume();
    // Another drop does not end what runs.
    await batch.start([file('x.png'), file('y.png')]);
    expect(lab.store.getState().toasts.at(-1)?.text).toMatch(/^A batch is running/);
    await answer(client, 2, 31);
    await answer(client, 3, 32);
    await more;
    expect(batch.store.getState().rows.map(({ numbers }) => numbers?.psnr)).toEqual([30, 31, 32]);
  });

  it('that uses edits runs again without them, whatever it was doing, and leaves the edits of the page', async () => {
    const { lab, client, batch } = await ready();
    lab.actions.set({ latent: { bits: 4 }, bands: { '1.H.R': { mute: true } }, seed: 3 });
    const run = batch.start([file('a.png'), file('b.png')]);
    await answer(client, 0, 16);
    await asked(client, 1);
    const plain = batch.withoutEdits();
    await run;
    await answer(client, 2, 39);
    await answer(client, 3, 38);
    await plain;
    expect(
      client.trials.map(({ settings: { bands, latent, seed }, source, rate }) => [
        (source as File).name,
        Object.keys(bands).length,
        latent.bits,
        seed,
        rate,
      ]),
    ).toEqual([
      ['a.png', 1, 4, 3, true],
      ['b.png', 1, 4, 3, true],
      ['a.png', 0, undefined, 3, false],
      ['b.png', 0, undefined, 3, false],
    ]);
    expect(batch.store.getState().rows.map(({ numbers }) => numbers?.psnr)).toEqual([39, 38]);
    expect(lab.store.getState().settings.latent).toEqual({ bits: 4 });
  });

  it('takes the first 200', async () => {
    const { batch } = await ready();
    void batch.start(Array.from({ length: 205 }, (_, index) => file(`${index}.png`)));
    expect(batch.store.getState()).toMatchObject({ leftOut: 5 });
    expect(batch.store.getState().rows).toHaveLength(MOST_PICTURES);
    expect(batch.store.getState().rows.at(-1)?.name).toBe('199.png');
    batch.stop();
  });

  it('tries a picture once more after a loss, when the page has recovered', async () => {
    const { lab, client, batch } = await ready();
    const run = batch.start([file('a.png'), file('b.png')]);
    const lose = async (place: number): Promise<void> => {
      const trial = await asked(client, place);
      client.emit({ type: 'lost', error: { code: 'device-lost', message: 'The GPU was lost.' } });
      trial.reject({ code: 'device-lost', message: 'The GPU was lost.' });
      await settled();
    };
    const recover = async (): Promise<void> => {
      client.starts.at(-1)?.resolve(backendInfo());
      await settled();
      client.finish();
      await settled();
    };
    await lose(0);
    expect(client.trials).toHaveLength(1);
    expect(lab.store.getState().gpu.restoring).toBe(true);
    await recover();
    await lose(1);
    await recover();
    expect(statuses(batch)).toEqual(['failed', 'running']);
    expect(batch.store.getState().rows[0]?.why).toBe('The GPU was lost.');
    await answer(client, 2, 20);
    await run;
    expect(statuses(batch)).toEqual(['failed', 'done']);
  });

  it('packs what is done, and frees everything when it is closed', async () => {
    const revoked = vi.spyOn(URL, 'revokeObjectURL');
    const { lab, client, batch } = await ready();
    const run = batch.start([file('a.jpg'), file('a.png'), file('cut.png')]);
    await answer(client, 0, 30);
    await answer(client, 1, 20);
    (await asked(client, 2)).reject({ code: 'broken-image', message: 'No.' });
    await run;
    const zip = Buffer.from(await (await batch.pack()).arrayBuffer()).toString('latin1');
    expect(zip.startsWith('PK')).toBe(true);
    for (const part of ['png of a.jpg', 'png of a.png', 'a (2).png']) expect(zip).toContain(part);
    expect(zip).not.toContain('cut');
    expect(batch.store.getState().packed).toBeNull();
    const addresses = batch.store.getState().rows.flatMap(({ thumbnails }) => Object.values(thumbnails ?? {}));
    expect(addresses).toHaveLength(4);
    batch.clear();
    expect(revoked.mock.calls.flat().sort()).toEqual([...addresses].sort());
    expect(batch.store.getState().rows).toEqual([]);
    expect(lab.store.getState().batch).toBe('none');
  });

  it('does not outlive a fresh start', async () => {
    const { lab, client } = await ready();
    const batch = batchOf(lab);
    const run = batch.start([file('cut.png')]);
    (await asked(client, 0)).reject({ code: 'broken-image', message: 'It ends too early.' });
    await run;
    batch.aside();
    expect(lab.store.getState().batch).toBe('behind');
    lab.actions.startFresh();
    await expect.poll(() => lab.store.getState().batch).toBe('none');
    expect(batch.store.getState().rows).toEqual([]);
  });

  it('makes again for the archive what was too much to keep, and says what could not be', async () => {
    const { lab, client, batch } = await ready({ mostKeptBytes: 'png of a.png'.length });
    const run = batch.start([file('a.png'), file('b.png'), file('c.png')]);
    for (const place of [0, 1, 2]) await answer(client, place, 30);
    await run;
    const packed = batch.pack();
    await answer(client, 3, 30);
    expect(batch.store.getState().packed).toBe(1);
    (await asked(client, 4)).reject({ code: 'out-of-memory', message: 'No.' });
    const zip = await (await packed).text();
    expect(client.trials.slice(3).map(({ source }) => (source as File).name)).toEqual(['b.png', 'c.png']);
    expect(zip).toContain('png of a.png');
    expect(zip).toContain('png of b.png');
    expect(zip).not.toContain('c.png');
    expect(lab.store.getState().toasts.at(-1)?.text).toMatch(/^1 of 3 reconstructions could not be made again/);

    const stopped = expect(batch.pack()).rejects.toMatchObject({ code: 'aborted' });
    await asked(client, 5);
    batch.stopPacking();
    await stopped;
    expect(batch.store.getState().packed).toBeNull();
  });

  it('makes room for what is opened, and stays behind it', async () => {
    const { lab, client, batch } = await ready();
    const run = batch.start([file('a.png'), file('b.png')]);
    await answer(client, 0, 30);
    await answer(client, 1, 20);
    await run;
    lab.actions.set({ seed: 5 });
    const chosen = batch.choose(1);
    await expect.poll(() => client.opens.length).toBe(2);
    expect(lab.store.getState().batch).toBe('open');
    client.opens[1]?.resolve({ ...lab.store.getState().picture?.info, name: 'b.png' } as never);
    await chosen;
    const { picture, batch: place } = lab.store.getState();
    expect(place).toBe('behind');
    expect(batch.store.getState().chosen).toEqual({ id: 1, picture: picture?.version });
    await expect
      .poll(() => lab.store.getState().toasts)
      .toMatchObject([{ text: 'b.png is open, with your edits. Undo brings back picture.', action: 'undo-opening' }]);
    batch.open();
    lab.actions.selectStage('latent');
    expect(lab.store.getState().batch).toBe('behind');
  });
});

describe('files', () => {
  it('one is opened as ever, several start the batch of the page', async () => {
    const { lab, client } = testLab();
    lab.actions.showFiles([file('a.png').file]);
    expect(client.opens).toHaveLength(1);
    expect(lab.store.getState().batch).toBe('none');
    lab.actions.showFiles([file('a.png').file, file('b.png').file]);
    await expect.poll(() => batchOf(lab).store.getState().rows.length).toBe(2);
    batchOf(lab).stop();
  });
});
