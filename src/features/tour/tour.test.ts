import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../core/model/manifest';
import type { RunSummary } from '../../core/protocol';
import type { LabState } from '../../state/state-types';
import { STAGE_IDS } from '../../state/stages';
import { MemoryStorage, openedLab, pictureInfo, settled, testLab } from '../../state/test-client';
import { TOUR_STEPS } from '../../state/tour';
import { compareWith } from '../compare/state/comparing';
import { DRAWERS } from '../list';
import { tourNumbers } from './numbers';
import { drawerName } from './places';
import { STEPS } from './steps';
import { followTour } from './tour';

type OpenedLab = Awaited<ReturnType<typeof openedLab>>;

/** What a tour must not change. */
const found = ({ settings, history, viewer, drawers, batch, compared, theme }: LabState): object =>
  structuredClone({ settings, history, viewer, drawers, batch, compared, theme });

/** A page that somebody has used: edits, drawers, another stage and layout, a crosshair. */
async function usedLab(overrides: Parameters<typeof openedLab>[0] = {}): Promise<OpenedLab> {
  const opened = await openedLab(overrides);
  const { actions } = opened.lab;
  opened.client.finish();
  await settled();
  actions.set({ seed: 7, posterior: 'sample', bands: { '1.H.R': { mute: true } } });
  opened.client.finish();
  await settled();
  actions.selectStage('latent');
  actions.setView({ layout: 'one', a: 'kl', b: 'channel' });
  actions.setDrawer('timing', true);
  actions.setDrawer('inspector', false);
  actions.setCodec({ format: 'webp', quality: 50 });
  actions.point(3, 4);
  compareWith(opened.lab, { ...opened.lab.store.getState().settings, seed: 1 });
  return opened;
}

describe('each step', () => {
  it.each(STEPS.map((step, index) => [index + 1, step.title, step] as const))(
    '%i, %s: shows what it names, and leaves the page as it found it',
    async (number, _title, step) => {
      const { lab, client } = await usedLab();
      const { store, actions } = lab;
      const before = found(store.getState());
      const stop = followTour(lab);
      actions.setTour(number);
      const { viewer, drawers, settings } = store.getState();
      expect(viewer.stage).toBe(step.stage);
      expect(viewer.views[step.stage]).toEqual(step.view);
      expect(drawers).toMatchObject({ [step.drawer]: true, inspector: true, timing: true });
      // What somebody tries there is taken back, too.
      step.act?.run(actions);
      expect(JSON.stringify(store.getState().settings) === JSON.stringify(settings)).toBe(!step.act);
      actions.set({ temperature: 2, bands: {} });
      actions.selectStage('error');
      actions.nextLayout();
      actions.setBlock({ x: 1, y: 1 });
      compareWith(lab, { ...store.getState().settings, seed: 3 });
      client.finish();
      await settled();
      actions.setTour(null);
      expect(found(store.getState())).toEqual(before);
      expect(store.getState().tour).toBeNull();
      stop();
    },
  );

  it('begins from what the person had, whichever step came before', async () => {
    const { lab } = await usedLab();
    const { store, actions } = lab;
    followTour(lab);
    actions.setTour(8);
    const direct = found(store.getState());
    for (let step = 1; step <= TOUR_STEPS; step++) {
      actions.setTour(step);
      STEPS[step - 1]?.act?.run(actions);
    }
    actions.setTour(8);
    expect({ ...found(store.getState()), history: null }).toEqual({ ...direct, history: null });
  });

  it('names a drawer of its stage, and so does each of its questions', () => {
    expect(STEPS).toHaveLength(TOUR_STEPS);
    const places = STEPS.flatMap((step) => [step, ...(step.questions ?? [])]);
    expect(places.filter(({ stage }) => !STAGE_IDS.includes(stage))).toEqual([]);
    expect(places.map(({ drawer }) => drawer)).toEqual(
      places.map(({ stage, drawer }) => DRAWERS[stage].find(({ id }) => id === drawer)?.id),
    );
    expect(places.map(drawerName)).not.toContain('');
  });
});

describe('the page under the tour', () => {
  it('keeps a picture that was opened meanwhile, and takes back the rest', async () => {
    const { lab, client } = await usedLab();
    const { store, actions } = lab;
    followTour(lab);
    actions.setTour(10);
    STEPS[9]?.act?.run(actions);
    const opened = actions.open(new Blob(['y']));
    client.opens.at(-1)?.resolve(pictureInfo('mine.png'));
    await opened;
    actions.setTour(null);
    expect(store.getState().picture?.info.name).toBe('mine.png');
    expect(store.getState().settings).toMatchObject({ maxSide: 1024, seed: 7 });
    expect(store.getState().viewer).toMatchObject({ stage: 'latent', crosshair: null });
    actions.undoOpening();
    expect(client.opens.at(-1)?.source).not.toBe(client.opens.at(-2)?.source);
  });

  it('keeps the backend that was chosen meanwhile', async () => {
    const { lab } = await usedLab();
    followTour(lab);
    lab.actions.setTour(2);
    lab.actions.set({ backend: 'wasm', seed: 9 });
    lab.actions.setTour(null);
    expect(lab.store.getState().settings).toMatchObject({ backend: 'wasm', seed: 7 });
  });

  it('brings back the sheet of a batch', async () => {
    const { lab } = await usedLab();
    const { store, actions } = lab;
    store.setState({ batch: 'open' });
    followTour(lab);
    actions.setTour(1);
    expect(store.getState().batch).toBe('behind');
    actions.setTour(null);
    expect(store.getState().batch).toBe('open');
  });

  it('is not what the next visit gets', async () => {
    const storage = new MemoryStorage();
    const { lab } = await usedLab({ storage });
    followTour(lab);
    lab.actions.setTour(11);
    STEPS[10]?.act?.run(lab.actions);
    const next = testLab({ storage }).lab.store.getState();
    expect(next.settings).toMatchObject({ seed: 7, latent: {} });
    expect(next.viewer.stage).toBe('latent');
    expect(next.drawers).toEqual({ timing: true, inspector: false });
    expect(next).toMatchObject({ tour: null, greeted: true });
  });
});

describe('addresses', () => {
  it('open a step, and the page behind it is that of the last visit', () => {
    const storage = new MemoryStorage();
    testLab({ storage }).lab.actions.setDrawer('timing', true);
    const { lab } = testLab({ storage, href: 'http://lab.test/#tour=4' });
    followTour(lab);
    expect(lab.store.getState().tour?.step).toBe(4);
    expect(lab.store.getState().viewer.stage).toBe('encoder');
    lab.actions.setTour(null);
    expect(lab.store.getState().viewer.stage).toBe('recon');
    expect(lab.store.getState().drawers).toEqual({ timing: true });
  });

  it('go to another step of an open page; a link with settings ends the tour first', () => {
    const { lab } = testLab();
    followTour(lab);
    lab.actions.followLink('http://lab.test/#tour=7');
    expect(lab.store.getState()).toMatchObject({ tour: { step: 7 }, viewer: { stage: 'error' } });
    lab.actions.followLink('http://lab.test/#settings=%7B%22seed%22%3A5%7D');
    expect(lab.store.getState()).toMatchObject({ tour: null, settings: { seed: 5 }, viewer: { stage: 'recon' } });
  });

  it.each(['0', '13', 'x', '1.5', ''])('say that there is no step "%s"', (step) => {
    const { lab } = testLab({ href: `http://lab.test/#tour=${step}` });
    expect(lab.store.getState().tour).toBeNull();
    expect(lab.store.getState().toasts.map(({ text }) => text)).toEqual([
      `The tour has no step "${step}". Its steps are 1 to 12.`,
    ]);
  });
});

describe('what it says', () => {
  it('has sentences before any result, and names live numbers after it', async () => {
    const { store } = testLab().lab;
    expect(tourNumbers(store.getState())).toBeNull();
    const { lab } = await usedLab();
    const numbers = tourNumbers(lab.store.getState());
    expect(numbers).toMatchObject({ latentValues: 24, pictureValues: 384, psnr: 30 });
    const plain = STEPS.map(({ say }) => say(null));
    const live = STEPS.map(({ say }) => say(numbers));
    for (const text of [...plain, ...live]) {
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(text).not.toMatch(/NaN|undefined|null|—|Infinity/);
    }
    expect(live[0]).toContain('rebuilds it. Here: 24 in place of 384, 16× fewer numbers.');
    expect(live.filter((text, index) => text !== plain[index]).length).toBeGreaterThanOrEqual(6);
  });

  it('names the numbers of the result that comes with the page, but no times, which are of another device', async () => {
    const { lab } = await usedLab();
    const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
    const { summary } = read('public/first-paint/index.json') as { summary: RunSummary };
    const { models } = read('public/models/manifest.json') as Manifest;
    const picture = lab.store.getState().picture?.version ?? 0;
    const state = { ...lab.store.getState(), models, result: { summary, picture, stored: [] } };
    const said = STEPS.map(({ say }) => say(tourNumbers(state)).replaceAll('\u00a0', ' '));
    expect(said[1]).toMatch(/ one value in 64, and 9\d % of the energy/);
    expect(said[3]).toMatch(/^Three small networks .*: 1\.0 million weights, which are learned numbers\.$/);
    expect(said[5]).toMatch(/ with 5\.1 million weights, 4\.9 times the encoder’s\.$/);
    expect(said[6]).toMatch(/ of 255 off on average; \d\d % of the error is in the finest edges\. PSNR: \d\d\.\d\d dB/);
    expect(said[7]).toMatch(/ already has 9\d\.\d % of the energy\.$/);
  });

  it('takes about 90 seconds the short way, at 240 words a minute', async () => {
    const { lab } = await usedLab();
    const numbers = tourNumbers(lab.store.getState());
    const words = STEPS.map(({ say, tryThis }) => `${say(numbers)} ${tryThis}`)
      .join(' ')
      .split(/\s+/);
    expect((60 * words.length) / 240).toBeLessThan(100);
  });

  it('has a name, something to try, more to read and a place in the paper for each step', () => {
    for (const { title, tryThis, more, section } of STEPS) {
      expect(title.length).toBeLessThan(40);
      expect(tryThis).toMatch(/[.?]$/);
      expect(more.length).toBeGreaterThan(0);
      expect(section).toMatch(/^section \d/);
    }
  });
});

describe('the line for a first visit', () => {
  it('goes away for good, by its button or with the tour', () => {
    for (const leave of ['setGreeted', 'setTour'] as const) {
      const storage = new MemoryStorage();
      const { actions, store } = testLab({ storage }).lab;
      expect(store.getState().greeted).toBe(false);
      if (leave === 'setTour') actions.setTour(1);
      else actions.setGreeted();
      expect(testLab({ storage }).lab.store.getState().greeted).toBe(true);
    }
  });

  it('stays over visits that did not look at it, and is not for those who know older pages', () => {
    const storage = new MemoryStorage();
    testLab({ storage }).lab.actions.setTheme('light');
    expect(testLab({ storage }).lab.store.getState().greeted).toBe(false);
    storage.setItem('litevae-lab.prefs.1', JSON.stringify({ theme: 'light' }));
    expect(testLab({ storage }).lab.store.getState().greeted).toBe(true);
  });
});
