import type { WholeModel } from '../core/model/manifest';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../core/settings/settings';
import { isMadeBy, isUntouched, parsePaint } from './first-paint';
import { initialState } from './initial-state';
import type { LabState, Sample } from './state-types';
import { backendInfo, pictureInfo, settled, testLab } from './test-client';
import { INPUT_VIEW, isStored, versionOf } from './versions';

const PUBLIC = join(import.meta.dirname, '../../public');
const read = (path: string): unknown => JSON.parse(readFileSync(join(PUBLIC, path), 'utf8'));
const MANIFEST = read('models/manifest.json') as {
  default: string;
  models: WholeModel[];
};
const [SAMPLE] = read('samples/samples.json') as Sample[];
const MODEL = MANIFEST.models.find(({ id }) => id === MANIFEST.default);
const PAINT = parsePaint(read('first-paint/index.json'));

describe('the stored views', () => {
  it('were made by the default model from the first sample', () => {
    if (!PAINT || !MODEL)
      throw new Error('Run `npm run first-paint`: what is stored has another form, or no model made it.');
    expect([PAINT.encoder, PAINT.decoder]).toEqual([MODEL.encoder.sha256, MODEL.decoder.sha256]);
    expect(isMadeBy(PAINT, MODEL)).toBe(true);
    expect([PAINT.sample, PAINT.picture.name]).toEqual([SAMPLE?.id, SAMPLE?.file]);
    expect(PAINT.picture.fileBytes).toBe(statSync(join(PUBLIC, 'samples', PAINT.picture.name)).size);
    expect(PAINT.summary.psnr).toBeGreaterThan(20);
  });

  it('take at most 300 KiB, and none is missing or left over', () => {
    const folder = join(PUBLIC, 'first-paint');
    const files = readdirSync(folder);
    expect(files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)).toBeLessThanOrEqual(300 * 1024);
    expect(files.sort()).toEqual(['index.json', ...(PAINT?.views ?? []).map(({ file }) => file)].sort());
  });

  it('do not count when another model made them, or when another version of the page wrote them', () => {
    if (!PAINT || !MODEL) throw new Error('nothing is stored');
    const other = { ...MODEL, decoder: { ...MODEL.decoder, sha256: '0'.repeat(64) } };
    expect(isMadeBy(PAINT, other)).toBe(false);
    const { stats, ...rest } = PAINT.summary;
    expect(Object.keys(stats)).not.toEqual([]);
    for (const json of [null, 'text', {}, { ...PAINT, summary: rest }, { ...PAINT, views: 3 }])
      expect(parsePaint(json)).toBeNull();
  });

  it('belong to the default settings, wherever they run', () => {
    const defaults = defaultSettings();
    expect(isUntouched({ ...defaults, backend: 'wasm', precision: 'fp32' }, defaults, 'm')).toBe(true);
    expect(isUntouched({ ...defaults, model: 'm' }, defaults, 'm')).toBe(true);
    expect(isUntouched({ ...defaults, model: 'n' }, defaults, 'm')).toBe(false);
    expect(
      isUntouched(
        { ...defaults, bands: { '1.H.R': { gain: 2, threshold: 0, mute: false, swap: false } } },
        defaults,
        'm',
      ),
    ).toBe(false);
    expect(isUntouched({ ...defaults, maxSide: 64 }, defaults, 'm')).toBe(false);
  });
});

/** A first visit with the files of the build; `changed` replaces some of them. */
async function visit(changed: Record<string, unknown> = {}, options: Partial<Parameters<typeof testLab>[0]> = {}) {
  const loadJson = (path: string): Promise<unknown> => Promise.resolve(path in changed ? changed[path] : read(path));
  const { lab, client } = testLab({ loadJson, ...options });
  if (!options?.saveData) lab.actions.boot().catch(() => undefined);
  await lab.actions.openFirst();
  await settled();
  return { lab, client, state: (): LabState => lab.store.getState() };
}

describe('a first visit', () => {
  it('shows what is stored, marked as such, while the sample opens', async () => {
    const { lab, client, state } = await visit();
    expect(isStored(state())).toBe(true);
    expect(state().picture?.info.name).toBe(SAMPLE?.file);
    expect(versionOf(state(), INPUT_VIEW)).toBe('stored');
    expect(versionOf(state(), { kind: 'padded' })).toBeNull();
    expect(client.opens.map(({ source }) => source)).toEqual([`http://lab.test/samples/${SAMPLE?.file}`]);
    expect(client.runs).toHaveLength(0);
    await expect(lab.actions.tensor('input')).rejects.toMatchObject({ code: 'no-picture' });
  });

  it('becomes live when the run is complete, without another picture in between', async () => {
    const { lab, client, state } = await visit();
    const run = lab.actions.run();
    const versions = new Set<unknown>();
    lab.store.subscribe((now) => versions.add(now.picture?.version));
    client.opens[0]?.resolve(pictureInfo(SAMPLE?.file));
    await settled();
    expect(client.runs, 'a run waits for the model').toHaveLength(0);
    client.starts[0]?.resolve(backendInfo());
    await settled();
    expect(isStored(state())).toBe(true);
    client.finish(33, pictureInfo(SAMPLE?.file));
    await expect(run).resolves.toMatchObject({ psnr: 33 });
    expect(isStored(state())).toBe(false);
    expect(state().work.status).toBe('idle');
    expect([...versions]).toEqual([1]);
    expect(versionOf(state(), INPUT_VIEW)).toBe('picture 1');
    await expect(lab.actions.tensor('input')).resolves.toBeDefined();
  });

  it('keeps what is stored when no backend comes up, and tries everything again on request', async () => {
    const { lab, client, state } = await visit();
    client.starts[0]?.reject({ code: 'no-backend', message: 'No WebGPU.' });
    client.opens[0]?.reject({ code: 'internal', message: 'gone' });
    await settled();
    expect(isStored(state())).toBe(true);
    expect(state().session.error?.message).toBe('No WebGPU.');
    expect([state().work.status, state().work.error, state().toasts]).toEqual(['idle', null, []]);
    lab.actions.restart();
    expect(client.opens).toHaveLength(2);
    client.starts[1]?.resolve(backendInfo());
    client.opens[1]?.resolve(pictureInfo(SAMPLE?.file));
    await settled();
    client.finish(32, pictureInfo(SAMPLE?.file));
    await settled();
    expect(isStored(state())).toBe(false);
  });

  it('lets another picture take its place, and comes back to life when that one cannot be opened', async () => {
    const { lab, client, state } = await visit();
    lab.actions.show(new Blob(['x']));
    await settled();
    expect(state().work.status, 'the sample that was given up changes nothing').toBe('opening');
    client.opens[1]?.reject({ code: 'not-an-image', message: 'No picture.' });
    await settled();
    expect(isStored(state())).toBe(true);
    expect(client.opens).toHaveLength(3);
    const opened = lab.actions.open(new Blob(['y']));
    client.opens[3]?.resolve(pictureInfo('b.png'));
    await opened;
    expect(isStored(state())).toBe(false);
    expect(state().picture).toEqual({ info: pictureInfo('b.png'), version: 2 });
    expect(versionOf(state(), { kind: 'latent-pca' })).toBeNull();
  });

  it('downloads nothing before a tap where data is to be saved', async () => {
    const { lab, client, state } = await visit({}, { saveData: true });
    expect(isStored(state())).toBe(true);
    lab.actions.set({ seed: 4 });
    await settled();
    expect([client.calls, client.opens]).toEqual([[], []]);
    lab.actions.boot().catch(() => undefined);
    client.starts[0]?.resolve(backendInfo());
    client.opens[0]?.resolve(pictureInfo(SAMPLE?.file));
    await settled();
    client.finish(31, pictureInfo(SAMPLE?.file));
    await settled();
    expect(isStored(state())).toBe(false);
    expect(state().result?.summary.settings.seed).toBe(4);
  });

  it('does without where nothing is stored, or where it is not what the page would compute', async () => {
    const elsewhere = JSON.stringify(MANIFEST).replaceAll(MODEL?.encoder.sha256 ?? '?', 'f'.repeat(64));
    const bands = encodeURIComponent(JSON.stringify({ seed: 3, posterior: 'sample' }));
    const visits = await Promise.all([
      visit({ 'first-paint/index.json': null }),
      visit({ 'models/manifest.json': JSON.parse(elsewhere) }),
      visit({}, { href: `http://lab.test/#settings=${bands}` }),
      visit({}, { href: 'http://lab.test/?image=a.png' }),
    ]);
    for (const { state, client } of visits) {
      expect([state().picture, state().result, state().decided]).toEqual([null, null, true]);
      expect(client.opens).toHaveLength(1);
    }
    const { state, client } = await visit({ 'samples/samples.json': [] });
    expect([state().picture, client.opens]).toEqual([null, []]);
    expect(initialState(defaultSettings()).decided).toBe(false);
  });
});
