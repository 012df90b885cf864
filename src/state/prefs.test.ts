import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../core/settings/settings';
import { keptWords, loadPrefs } from './prefs';
import type { LabState } from './state-types';
import { MemoryStorage, testLab } from './test-client';

describe('what outlives a reload', () => {
  it('brings back settings, theme, drawers and the view', () => {
    const storage = new MemoryStorage();
    const { actions } = testLab({ storage }).lab;
    actions.set({ seed: 7, bands: { '1.H.R': { mute: true } } });
    actions.setTheme('light');
    actions.setDrawer('timing', true);
    actions.selectStage('latent');
    actions.setView({ layout: 'one' });
    const state = testLab({ storage }).lab.store.getState();
    expect(state.settings).toMatchObject({ seed: 7, bands: { '1.H.R': { mute: true, gain: 1, threshold: 0 } } });
    expect(state).toMatchObject({ theme: 'light', drawers: { timing: true } });
    expect(state.viewer.stage).toBe('latent');
    expect(state.viewer.views.latent.layout).toBe('one');
    expect(state.viewer.crosshair).toBeNull();
  });

  it('reads the names that older pages gave to a drawer and a view', () => {
    const storage = new MemoryStorage();
    storage.setItem(
      'litevae-lab.prefs.1',
      JSON.stringify({
        drawers: { 'add-bands': true, timing: false },
        viewer: { views: { bands: { layout: 'two', a: 'added', b: 'bands' } } },
      }),
    );
    const state = testLab({ storage }).lab.store.getState();
    expect(state.drawers).toEqual({ rebuild: true, timing: false });
    expect(state.viewer.views.bands).toEqual({ layout: 'two', a: 'rebuild', b: 'bands' });
  });

  it('takes each value through its check: one bad value costs only itself', () => {
    const storage = new MemoryStorage();
    storage.setItem(
      'litevae-lab.prefs.1',
      JSON.stringify({
        settings: { seed: -4, temperature: 2, unheardOf: 1 },
        theme: 'purple',
        viewer: { stage: 'error', linked: 'yes' },
      }),
    );
    const state = testLab({ storage }).lab.store.getState();
    expect(state.settings).toMatchObject({ seed: 0, temperature: 2 });
    expect(state.settings).not.toHaveProperty('unheardOf');
    expect(state.theme).toBe('system');
    expect(state.viewer).toMatchObject({ stage: 'error', linked: true });
  });

  it('keeps how it is looked at, and writes nothing while one only looks elsewhere', () => {
    const storage = new MemoryStorage();
    const { actions } = testLab({ storage }).lab;
    actions.setMaps({ signed: 'puor', amount: 'cividis' });
    actions.setClip(true);
    actions.setLoupe('pinned');
    actions.setBands({ floor: 0.02 });
    let writes = 0;
    const setItem = storage.setItem.bind(storage);
    storage.setItem = (key, value) => {
      writes += 1;
      setItem(key, value);
    };
    actions.setViewport(1, { zoom: 3, x: 0.2, y: 0.4 });
    actions.setSplit(20);
    actions.setFit(1, 1.2);
    expect(writes).toBe(0);
    actions.setErrorLook({ floor: 0.01 });
    expect(writes).toBe(1);
    const { viewer } = testLab({ storage }).lab.store.getState();
    expect(viewer).toMatchObject({
      maps: { signed: 'puor', amount: 'cividis' },
      clip: true,
      loupe: 'pinned',
      viewports: [{ zoom: 1 }, { zoom: 1 }],
      fits: [0, 0],
    });
    expect([viewer.bands.floor, viewer.latent.floor, viewer.error.floor]).toEqual([0.02, 0, 0.01]);
  });

  it('works with a damaged, a full and a missing storage', () => {
    const damaged = new MemoryStorage();
    damaged.setItem('litevae-lab.prefs.1', '{');
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    for (const storage of [damaged, full, null]) {
      const { lab } = testLab({ storage });
      lab.actions.set({ seed: 1 });
      expect(lab.store.getState().settings.seed).toBe(1);
    }
  });

  it('does not keep what only the address asked for', () => {
    const storage = new MemoryStorage();
    const { lab } = testLab({ storage, href: 'http://lab.test/?backend=wasm' });
    lab.actions.set({ seed: 9 });
    expect(lab.store.getState().settings.backend).toBe('wasm');
    expect(testLab({ storage }).lab.store.getState().settings).toMatchObject({ backend: 'auto', seed: 9 });
  });
});

describe('what a reload brings back is looked up', () => {
  const storage = (value: string | null) => ({ getItem: () => value, setItem: () => undefined });
  const sample = { samples: [{ file: 'a.jpg' }] as unknown as LabState['samples'] };
  const picture = (name: string) => ({ info: { name }, version: 1 }) as LabState['picture'];

  it('everything, where picture and settings are stored', () => {
    for (const state of [
      { picture: null, last: null },
      { picture: picture('b.png'), last: { kind: 'file', name: 'b.png' } },
      { picture: picture('a.jpg'), last: null },
    ] as const) {
      expect(keptWords({ ...state, ...sample }, storage('{}'))).toBe('Reload, your picture and edits are kept.');
    }
  });

  it('not the picture that was too large, and nothing where storage is blocked', () => {
    const large = { picture: picture('b.png'), last: null, ...sample };
    expect(keptWords(large, storage('{}'))).toContain('the picture is not');
    const blocked = {
      ...storage(null),
      getItem: () => {
        throw new Error('blocked');
      },
    };
    for (const none of [null, storage(null), blocked]) expect(keptWords(large, none)).toContain('stores nothing');
  });
});

describe('the address', () => {
  it('sets what a shared link carries, over the defaults and not over what was stored', () => {
    const storage = new MemoryStorage();
    const { lab } = testLab({ storage });
    lab.actions.set({ seed: 3, temperature: 2 });
    lab.actions.undo();
    lab.actions.set({ seed: 11 });
    // What the sender chose since counts, not what their address asked for.
    const link = lab.actions.shareLink('http://lab.test/?backend=wasm&image=https://elsewhere.test/a.png&parity=off');
    expect(link).toMatch(/^http:\/\/lab\.test\/\?parity=off#settings=/);
    const { settings } = testLab({ storage, href: link }).lab.store.getState();
    expect(settings).toMatchObject({ seed: 11, temperature: 1, backend: 'auto' });
  });

  it('of the defaults brings the defaults, and the size of a phone to a large screen', () => {
    const storage = new MemoryStorage();
    testLab({ storage }).lab.actions.set({ seed: 3 });
    const plain = testLab().lab.actions.shareLink('http://lab.test/');
    expect(testLab({ storage, href: plain }).lab.store.getState().settings).toEqual(defaultSettings());
    const small = testLab({ phone: true }).lab.actions.shareLink('http://lab.test/');
    expect(testLab({ href: small }).lab.store.getState().settings.maxSide).toBe(512);
    expect(testLab({ phone: true, href: plain }).lab.store.getState().settings.maxSide).toBe(512);
  });

  it('says a damaged link and an unknown backend once, and uses the defaults', () => {
    const { lab } = testLab({ href: 'http://lab.test/?backend=cuda#settings=%7B' });
    const { settings, toasts } = lab.store.getState();
    expect(settings.backend).toBe('auto');
    expect(toasts).toHaveLength(2);
  });

  it('asks before it fetches from another host, and fetches from its own at once', async () => {
    const foreign = testLab({ href: 'http://lab.test/?image=https://elsewhere.test/a.png' });
    await foreign.lab.actions.openFirst();
    expect(foreign.client.opens).toHaveLength(0);
    expect(foreign.lab.store.getState().question).toMatchObject({ host: 'elsewhere.test' });
    foreign.lab.actions.answer(true);
    expect(foreign.client.opens[0]?.source).toBe('https://elsewhere.test/a.png');
    const own = testLab({ href: 'http://lab.test/?image=b.png' });
    await own.lab.actions.openFirst();
    expect(own.client.opens[0]?.source).toBe('http://lab.test/b.png');
  });

  it('opens the first sample on a plain visit, and nothing with saveData', async () => {
    const loadJson = (path: string): Promise<unknown> =>
      Promise.resolve(path === 'samples/samples.json' ? [{ id: 'a', file: 'a.jpg' }] : null);
    const plain = testLab({ loadJson });
    await plain.lab.actions.openFirst();
    expect(plain.client.opens[0]?.source).toBe('http://lab.test/samples/a.jpg');
    const saving = testLab({ loadJson, saveData: true });
    await saving.lab.actions.openFirst();
    expect(saving.client.opens).toHaveLength(0);
  });
});

it('shows two views beside each other on very wide screens, unless something else was chosen there', () => {
  const storage = new MemoryStorage();
  expect(loadPrefs(storage, defaultSettings(), true).viewer.views.recon.layout).toBe('two');
  expect(loadPrefs(storage, defaultSettings(), false).viewer.views.recon.layout).toBe('slider');
  storage.setItem('litevae-lab.prefs.1', JSON.stringify({ viewer: { views: { recon: { layout: 'slider' } } } }));
  expect(loadPrefs(storage, defaultSettings(), true).viewer.views.recon.layout).toBe('slider');
});

it('reads what the next visit opens, and nothing that it cannot know', () => {
  const storage = new MemoryStorage();
  const read = (last: unknown): unknown => {
    storage.setItem('litevae-lab.prefs.1', JSON.stringify({ last }));
    return loadPrefs(storage, defaultSettings()).last;
  };
  expect(read({ kind: 'sample', id: 'a' })).toEqual({ kind: 'sample', id: 'a' });
  expect(read({ kind: 'file', name: 'a.png' })).toEqual({ kind: 'file', name: 'a.png' });
  for (const bad of [null, 'file', { kind: 'file' }, { kind: 'sample', id: 3 }, { kind: 'else', id: 'a' }])
    expect(read(bad)).toBeNull();
});
