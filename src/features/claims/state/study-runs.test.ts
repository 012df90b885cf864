import { describe, expect, it } from 'vitest';
import type { ModelEntry } from '../../../core/model/manifest';
import { openedLab, pictureInfo, settled, summaryOf, type TestClient } from '../../../state/test-client';
import { normRuns, resolutionPlan, resolutionRuns, sidesOf, studyKey } from './study-runs';

const model = (id: string, study?: string): ModelEntry => ({ id, ...(study && { study }) }) as ModelEntry;
const MODELS = [
  model('tiny'),
  model('norm-a', 'norms'),
  model('norm-b', 'norms'),
  model('res-64', 'resolution'),
  model('res-256', 'resolution'),
];

const sized = (sourceWidth: number, sourceHeight: number) => ({
  ...pictureInfo(),
  sourceWidth,
  sourceHeight,
});

async function ready(width = 150, height = 100) {
  const { lab, client } = await openedLab();
  client.finish(30, sized(width, height));
  await settled();
  lab.store.setState({ models: MODELS });
  return { lab, client };
}

async function answer(client: TestClient, count: number, from = 0): Promise<void> {
  for (let index = from; index < from + count; index++) {
    await expect.poll(() => client.trials.length).toBeGreaterThan(index);
    const trial = client.trials[index];
    trial?.resolve({ summary: { ...summaryOf(50 + index, trial.settings, 20 + index), width: 8 + index } });
  }
}

describe('sizes', () => {
  it('are those of the shorter side, and never enlarge', async () => {
    const { lab } = await ready(150, 100);
    expect(sidesOf(lab.store.getState().picture?.info)).toEqual([
      { side: 64, maxSide: 96 },
      { side: 96, maxSide: 144 },
    ]);
    expect(resolutionPlan(lab.store.getState()).map(({ model: id, side }) => `${id} ${side}`)).toEqual([
      'res-64 64',
      'res-64 96',
      'res-256 64',
      'res-256 96',
    ]);
  });

  it('are none of a picture that is too small, and leave out what no setting reaches', async () => {
    const { lab } = await ready(63, 900);
    expect(sidesOf(lab.store.getState().picture?.info)).toEqual([]);
    expect(sidesOf({ sourceWidth: 60_000, sourceHeight: 400 })).toEqual([]);
  });
});

describe('runs of models of a study', () => {
  it('go through all sizes of a model, then the next, without edits, and appear one by one', async () => {
    const { lab, client } = await ready();
    const { store, start } = resolutionRuns(lab);
    lab.actions.set({ bands: { '1.H.R': { mute: true } }, posterior: 'sample' });
    client.finish(30, sized(150, 100));
    await settled();
    const end = start();
    await answer(client, 1);
    await expect.poll(() => store.getState().runs.length).toBe(1);
    expect(store.getState()).toMatchObject({ running: true, total: 4 });
    await answer(client, 3, 1);
    await end;
    expect(client.trials.map(({ settings }) => settings)).toMatchObject(
      [
        ['res-64', 96],
        ['res-64', 144],
        ['res-256', 96],
        ['res-256', 144],
      ].map(([id, maxSide]) => ({ model: id, maxSide, bands: {}, posterior: 'mean' })),
    );
    const { runs, running, trouble, key } = store.getState();
    expect({ running, trouble }).toEqual({ running: false, trouble: '' });
    expect(runs.map(({ side, width, psnr }) => [side, width, psnr])).toEqual([
      [64, 8, 20],
      [96, 9, 21],
      [64, 10, 22],
      [96, 11, 23],
    ]);
    // Neither edits nor the chosen model nor the shown size are of these runs.
    expect(key).toBe(studyKey(lab.store.getState(), false));
    lab.actions.set({ bands: {}, model: 'norm-a', maxSide: 512 });
    expect(key).toBe(studyKey(lab.store.getState(), false));
    lab.actions.set({ matte: '#000000' });
    expect(key).not.toBe(studyKey(lab.store.getState(), false));
  });

  it('of norms have the shown size, which makes them stale when it changes', async () => {
    const { lab, client } = await ready();
    const { store, start } = normRuns(lab);
    const end = start();
    await answer(client, 2);
    await end;
    const { maxSide } = lab.store.getState().settings;
    expect(client.trials.map(({ settings }) => [settings.model, settings.maxSide])).toEqual([
      ['norm-a', maxSide],
      ['norm-b', maxSide],
    ]);
    expect(store.getState().key).toBe(studyKey(lab.store.getState(), true));
    lab.actions.set({ maxSide: 256 });
    expect(store.getState().key).not.toBe(studyKey(lab.store.getState(), true));
  });

  it('stop with what is there, and say why when they were not asked to', async () => {
    const { lab, client } = await ready();
    const { store, start, stop } = resolutionRuns(lab);
    const end = start();
    await answer(client, 2);
    await expect.poll(() => client.trials.length).toBe(3);
    stop();
    await end;
    expect(store.getState()).toMatchObject({ running: false, trouble: '' });
    expect(store.getState().runs).toHaveLength(2);

    const again = start();
    await answer(client, 1, 3);
    await expect.poll(() => client.trials.length).toBe(5);
    client.trials[4]?.reject({ code: 'http-error', message: 'The decoder could not be downloaded.' });
    await again;
    expect(store.getState()).toMatchObject({ running: false, trouble: 'The decoder could not be downloaded.' });
    expect(store.getState().runs).toHaveLength(1);
  });

  it('end when another picture comes', async () => {
    const { lab, client } = await ready();
    const { store, start } = resolutionRuns(lab);
    const end = start();
    await answer(client, 1);
    await expect.poll(() => client.trials.length).toBe(2);
    void lab.actions.open(new Blob(['y'])).catch(() => undefined);
    client.opens[1]?.resolve(sized(200, 200));
    await settled();
    client.trials[1]?.resolve({ summary: summaryOf(60, lab.store.getState().settings, 20) });
    await end;
    expect(store.getState().trouble).toBe('Stopped: another picture was opened, or the backend changed.');
  });
});
