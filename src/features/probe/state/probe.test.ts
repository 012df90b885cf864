import { describe, expect, it } from 'vitest';
import { applyPatch, defaultSettings } from '../../../core/settings/settings';
import { channelEdit, withChannel, withoutPoke, withPoke, withSwap } from './latent-editing';
import { cellOf, cellsOf, fittedPaste, gridOf, isKept, keyOf, pixelsOf, probeOf, sideOf } from './probe';
import { backendInfo, openedLab, pictureInfo, settled, summaryOf, type TestClient } from '../../../state/test-client';

const POKE = { channel: 3, x: 1, y: 0, width: 1, height: 1, amount: 2 } as const;
const latentOf = (latent: Parameters<typeof applyPatch>[1]['latent']) =>
  applyPatch(defaultSettings(), latent ? { latent } : {}).latent;

async function ready() {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  return { lab, client, probe: probeOf(lab) };
}

/** Answers the trial that comes next, and fills its slot as the worker does. */
async function answer(client: TestClient, index: number, job: number): Promise<void> {
  await expect.poll(() => client.trials.length).toBeGreaterThan(index);
  const trial = client.trials[index];
  if (!trial?.keep) throw new Error('the trial keeps nothing');
  const summary = summaryOf(job, trial.settings, 30);
  client.emit({ type: 'slot', slot: trial.keep, kept: { summary, picture: pictureInfo() } });
  trial.resolve({ summary });
}

describe('edits of the latent', () => {
  it('add and remove pokes', () => {
    const one = latentOf(withPoke({ bits: 4 }, POKE));
    const two = latentOf(withPoke(one, { ...POKE, channel: 'all' }));
    expect(two.pokes?.map(({ channel }) => channel)).toEqual([3, 'all']);
    expect(latentOf(withoutPoke(two, 0))).toEqual({ bits: 4, pokes: [{ ...POKE, channel: 'all' }] });
    expect(latentOf(withoutPoke(one, 0))).toEqual({ bits: 4 });
  });

  it('change one channel, and drop it when it is as it was', () => {
    const zeroed = latentOf(withChannel({}, 2, { gain: 0 }));
    expect(zeroed.channels).toEqual({ 2: { gain: 0, offset: 0, from: 2 } });
    expect(channelEdit(zeroed, 5)).toEqual({ gain: 1, offset: 0, from: 5 });
    expect(latentOf(withChannel(zeroed, 2, { gain: 1 }))).toEqual({});
  });

  it('swap what two channels read, and swap it back', () => {
    const gained = latentOf(withChannel({}, 1, { gain: 2 }));
    const swapped = latentOf(withSwap(gained, 1, 4));
    expect(swapped.channels).toEqual({ 1: { gain: 2, offset: 0, from: 4 }, 4: { gain: 1, offset: 0, from: 1 } });
    expect(latentOf(withSwap(swapped, 4, 1))).toEqual(gained);
  });
});

describe('cells', () => {
  it('are those of the padded picture; their pixels end with the picture', async () => {
    const { lab } = await ready();
    const info = { ...pictureInfo(), width: 13, height: 7 };
    const state = { ...lab.store.getState(), picture: { info, version: 1 } };
    expect(gridOf(state)).toEqual({ columns: 2, rows: 1 });
    expect(pixelsOf({ x: 1, y: 0, width: 1, height: 1 }, state)).toEqual({ x: 8, y: 0, width: 5, height: 7 });
    expect(cellsOf({ x: 7, y: 0, width: 2, height: 8 }, state)).toEqual({ x: 0, y: 0, width: 2, height: 1 });
    expect(fittedPaste({ fromX: 1, fromY: 3, toX: 0, toY: 0, width: 2, height: 2 }, state)).toEqual({
      fromX: 0,
      fromY: 0,
      toX: 0,
      toY: 0,
      width: 2,
      height: 1,
    });
  });

  it('are as large as the model of the result has them', async () => {
    const { lab } = await ready();
    const { result } = lab.store.getState();
    if (!result) throw new Error('There is no result');
    const info = { ...pictureInfo(), width: 70, height: 30, paddedWidth: 96, paddedHeight: 32 };
    const state = {
      ...lab.store.getState(),
      picture: { info, version: 1 },
      result: { ...result, summary: { ...result.summary, downscale: 32 } },
    };
    expect(sideOf(state)).toBe(32);
    expect(gridOf(state)).toEqual({ columns: 3, rows: 1 });
    expect(pixelsOf({ x: 2, y: 0, width: 1, height: 1 }, state)).toEqual({ x: 64, y: 0, width: 6, height: 30 });
    expect(cellsOf({ x: 31, y: 3, width: 2, height: 8 }, state)).toEqual({ x: 0, y: 0, width: 2, height: 1 });
    expect(cellOf({ ...state, viewer: { ...state.viewer, crosshair: { x: 65, y: 3 } } }, null)).toEqual({ x: 2, y: 0 });
  });

  it('follow the crosshair until one is held', async () => {
    const { lab } = await ready();
    expect(cellOf(lab.store.getState(), null)).toEqual({ x: 1, y: 0 });
    lab.actions.point(3, 5);
    expect(cellOf(lab.store.getState(), null)).toEqual({ x: 0, y: 0 });
    expect(cellOf(lab.store.getState(), { x: 1, y: 0 })).toEqual({ x: 1, y: 0 });
  });

  it('and their channel are chosen anew where a model of another shape comes', async () => {
    const { lab, client, probe } = await ready();
    const { settings } = lab.store.getState();
    const paste = { fromX: 0, fromY: 0, toX: 1, toY: 0, width: 1, height: 1 };
    probe.set({ held: { x: 1, y: 0 }, paste, channel: 11 });
    const runAs = async (shape: { latentDims: number[]; downscale: 8 | 32 }): Promise<void> => {
      lab.actions.set({ seed: lab.store.getState().settings.seed + 1 });
      await settled();
      client.runs.at(-1)?.resolve({
        summary: { ...summaryOf(60 + client.runs.length, settings, 30), ...shape },
        info: backendInfo(),
        picture: pictureInfo(),
      });
      await settled();
    };
    await runAs({ latentDims: [1, 12, 1, 2], downscale: 8 });
    expect(probe.store.getState()).toMatchObject({ held: { x: 1, y: 0 }, paste, channel: 11 });
    await runAs({ latentDims: [1, 3, 1, 1], downscale: 32 });
    expect(probe.store.getState()).toMatchObject({ held: null, paste: null, channel: 2 });
  });
});

describe('a footprint', () => {
  it('is that of the poke alone, against the run without edits', async () => {
    const { lab, client, probe } = await ready();
    lab.actions.set({ latent: { bits: 4 }, bands: { '1.H.R': { mute: true } } });
    await settled();
    client.finish();
    await settled();
    const done = probe.measure(POKE);
    await answer(client, 0, 50);
    await answer(client, 1, 51);
    await done;
    expect(client.trials.map(({ keep, settings }) => [keep, settings.bands, settings.latent])).toEqual([
      ['reference', {}, {}],
      ['other', {}, { pokes: [POKE] }],
    ]);
    expect(client.calls.filter((call) => call.startsWith('change'))).toEqual([
      `change ${JSON.stringify([
        { tensor: 'reconstruction', slot: 'other' },
        { tensor: 'reconstruction', slot: 'reference' },
        { x: 8, y: 0, width: 8, height: 8 },
      ])}`,
    ]);
    const { measured, running } = probe.store.getState();
    expect(running).toBe(false);
    expect(measured).toMatchObject({ poke: POKE, footprint: client.footprint, key: keyOf(lab.store.getState()) });
    expect(isKept(lab.store.getState(), measured)).toBe(true);
    // The next one needs no reference; it takes the place of the one before.
    const again = probe.measure({ ...POKE, amount: 1 });
    await answer(client, 2, 52);
    await again;
    expect(client.trials).toHaveLength(3);
    expect(isKept(lab.store.getState(), measured)).toBe(false);
    // Edits change nothing of it, the seed does.
    lab.actions.set({ latent: {} });
    expect(probe.store.getState().measured?.key).toBe(keyOf(lab.store.getState()));
    lab.actions.set({ seed: 3 });
    expect(probe.store.getState().measured?.key).not.toBe(keyOf(lab.store.getState()));
    probe.clear();
    expect(probe.store.getState().measured).toBeNull();
    expect(lab.store.getState().slots.other).toBeUndefined();
    expect(lab.store.getState().slots.reference).toBeUndefined();
  });

  it('is thrown away when the settings changed meanwhile, and says why there is none', async () => {
    const { lab, client, probe } = await ready();
    const done = probe.measure(POKE);
    await answer(client, 0, 50);
    await expect.poll(() => client.trials.length).toBe(2);
    lab.actions.set({ seed: 5 });
    await answer(client, 1, 51);
    await done;
    expect(probe.store.getState()).toMatchObject({
      measured: null,
      trouble: 'The settings changed meanwhile. Measure again.',
    });
    lab.actions.undo();
    const pokes = () => client.trials.filter(({ keep }) => keep === 'other');
    const failed = probe.measure(POKE);
    await expect.poll(() => pokes().length).toBe(2);
    pokes()[1]?.reject({ code: 'out-of-memory', message: 'No room.' });
    await failed;
    expect(probe.store.getState()).toMatchObject({ running: false, trouble: 'No room.' });
    const stopped = probe.measure(POKE);
    probe.stop();
    await stopped;
    expect(probe.store.getState()).toMatchObject({ running: false, measured: null, trouble: '' });
  });

  it('goes with the picture', async () => {
    const { lab, client, probe } = await ready();
    probe.set({ held: { x: 0, y: 0 } });
    const done = probe.measure(POKE);
    await answer(client, 0, 50);
    await answer(client, 1, 51);
    await done;
    const opened = lab.actions.open(new Blob(['y']));
    client.opens.at(-1)?.resolve(pictureInfo('b.png'));
    await opened;
    expect(probe.store.getState()).toMatchObject({ measured: null, held: null });
  });
});
