import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LabError } from '../../../core/errors';
import type { ModelEntry } from '../../../core/model/manifest';
import type { CheckedModel, InspectAsk, ModelReport, OwnFile } from '../../../core/model/own-model';
import type { LabEnvironment, OwnModelKeeper } from '../../../state/context';
import { createScripting } from '../../../state/scripting';
import { openedLab, pictureInfo, settled, summaryOf, testLab } from '../../../state/test-client';

const HASHES = { encoder: 'e'.repeat(64), decoder: 'd'.repeat(64) };
const checked = (range: readonly [-1 | 0, 1]): CheckedModel => ({
  encoder: {
    bytes: 1,
    sha256: HASHES.encoder,
    parameters: 5,
    inputKind: 'image',
    inputs: ['x'],
    output: 'moments',
    outputName: 'y',
  },
  decoder: { bytes: 2, sha256: HASHES.decoder, parameters: 6, output: 'image', outputName: 'p', input: 'z' },
  latentChannels: 1,
  downscale: 8,
  norm: 'smc',
  weights: 'fp32',
  manifest: null,
  measured: {
    on: 'a test picture',
    latent: { mean: [range[0]], std: [1], pca: [[1], [0], [0]] },
    range,
    psnr: 20,
    ssim: 0.5,
    byRange: { signed: 20, unit: 19 },
  },
});
const report = (range: readonly [-1 | 0, 1] = [-1, 1], more: Partial<ModelReport> = {}): ModelReport => ({
  files: [
    { name: 'decoder.onnx', bytes: 1, role: 'decoder', says: '' },
    { name: 'encoder.onnx', bytes: 1, role: 'encoder', says: '' },
  ],
  missing: [],
  findings: [],
  model: checked(range),
  ...more,
});

class Keeper implements OwnModelKeeper {
  readonly entries = new Map<string, ModelEntry>();
  files: ReadonlyMap<string, Blob> = new Map();
  readonly asks: InspectAsk[] = [];
  readonly sources: (readonly OwnFile[])[] = [];
  fault: LabError | null = null;
  answer: (ask: InspectAsk) => ModelReport = ({ range }) => report(range ?? [-1, 1]);
  inspect: OwnModelKeeper['inspect'] = async (files, ask) => {
    this.sources.push(files);
    this.asks.push(ask);
    return this.answer(ask);
  };
  list = async (): Promise<readonly ModelEntry[]> => [...this.entries.values()];
  keep = async (entry: ModelEntry, files: ReadonlyMap<string, Blob>): Promise<void> => {
    if (this.fault) throw this.fault;
    this.entries.set(entry.id, entry);
    this.files = files;
  };
  remove = async ({ id }: ModelEntry): Promise<void> => void this.entries.delete(id);
}

async function withKeeper() {
  const keeper = new Keeper();
  const environment: Partial<LabEnvironment> = { ownModels: () => Promise.resolve(keeper) };
  const { lab, client } = await openedLab(environment);
  client.finish();
  await settled();
  return { keeper, lab, client, scripting: createScripting(lab) };
}

const [ENCODER, DECODER] = [new Blob(['e']), new Blob(['d'])];

test('a model that fits is stored with its files by hash, and is in the list', async () => {
  const { keeper, lab, scripting } = await withKeeper();
  const id = await scripting.addModel({ encoder: ENCODER, decoder: DECODER, answers: { title: 'Mine' } });
  expect(id).toMatch(/^own-[0-9a-f]{12}$/);
  // The check decided the roles, whatever names the files were given under.
  expect(keeper.files).toEqual(
    new Map([
      [HASHES.decoder, ENCODER],
      [HASHES.encoder, DECODER],
    ]),
  );
  expect(lab.store.getState().models).toMatchObject([{ id, title: 'Mine', range: [-1, 1] }]);
  expect(lab.store.getState().settings.model).toBe('');
  // The same again takes the place of the first.
  expect(await scripting.addModel({ encoder: ENCODER, decoder: DECODER, answers: { title: 'Again' } })).toBe(id);
  expect(lab.store.getState().models).toMatchObject([{ id, title: 'Again' }]);
});

test('another range than the measured one is measured again before it is stored', async () => {
  const { keeper, lab } = await withKeeper();
  const own = await lab.actions.ownModels();
  const files = [
    { name: 'a', data: ENCODER },
    { name: 'b', data: DECODER },
  ];
  const hooks = { onProgress: () => undefined, signal: new AbortController().signal };
  await own.add(files, report(), { title: 'x', range: [0, 1], scale: 1, shift: 0, license: '', random: false }, hooks);
  expect(keeper.asks.map(({ range }) => range)).toEqual([[0, 1]]);
  expect([...keeper.entries.values()][0]).toMatchObject({ range: [0, 1], latent: { mean: [0] } });
});

test('noise is left in where a script says so, also in the check of another range', async () => {
  const { keeper, lab, scripting } = await withKeeper();
  const noisy = checked([-1, 1]);
  keeper.answer = ({ random, range }) => {
    const model = { ...checked(range ?? [-1, 1]), ...(random && { encoder: { ...noisy.encoder, random } as never }) };
    return report(range ?? [-1, 1], { noise: 'removable', model });
  };
  const files = { encoder: ENCODER, decoder: DECODER };
  const ids = [await scripting.addModel(files), await scripting.addModel({ ...files, answers: { random: true } })];
  expect(ids[0]).not.toBe(ids[1]);
  expect(lab.store.getState().models.map(({ encoder }) => encoder?.random)).toEqual([undefined, true]);
  const own = await lab.actions.ownModels();
  const hooks = { onProgress: () => undefined, signal: new AbortController().signal };
  const sources = [ENCODER, DECODER].map((data) => ({ name: 'a', data }));
  await own.add(
    sources,
    keeper.answer({ range: null, random: true, samples: [] }),
    { title: 'x', range: [0, 1], scale: 1, shift: 0, license: '', random: true },
    hooks,
  );
  expect(keeper.asks.map(({ random, range }) => [random, range])).toEqual([
    [false, null],
    [true, null],
    [true, [0, 1]],
  ]);
});

test('what does not fit is refused with every finding, and changes nothing', async () => {
  const { keeper, lab, scripting } = await withKeeper();
  const wrong = {
    part: 'encoder',
    what: 'Batch',
    expected: '1 or open',
    found: '4',
    verdict: 'differs',
    cure: 'Use 1.',
  } as const;
  keeper.answer = () => report([-1, 1], { findings: [wrong], missing: ['decoder'], model: null });
  await expect(scripting.addModel({ encoder: ENCODER, decoder: DECODER })).rejects.toEqual({
    code: 'model-unsupported',
    message: expect.stringContaining(
      'Encoder, batch: expected 1 or open, found 4. Use 1. Decoder: expected an ONNX graph',
    ) as unknown,
    findings: [wrong, expect.objectContaining({ what: 'Decoder', verdict: 'differs' })],
  });
  // The encoder alone would be a model, but it was not what the script meant.
  keeper.answer = () => report([-1, 1], { missing: ['decoder'] });
  await expect(scripting.addModel({ encoder: ENCODER, decoder: DECODER })).rejects.toMatchObject({
    findings: [expect.objectContaining({ what: 'Decoder', verdict: 'differs' })],
  });
  keeper.answer = () => report();
  keeper.fault = new LabError('storage-full', 'No room.');
  await expect(scripting.addModel({ encoder: ENCODER, decoder: DECODER })).rejects.toEqual({
    code: 'storage-full',
    message: 'No room.',
  });
  await expect(scripting.addModel({ encoder: ENCODER, decoder: 3 as never })).rejects.toMatchObject({
    code: 'bad-setting',
    message: expect.stringContaining('"decoder"') as unknown,
  });
  await expect(
    scripting.addModel({ encoder: ENCODER, decoder: DECODER, answers: { range: [0, 255] as never } }),
  ).rejects.toMatchObject({ code: 'bad-setting' });
  expect(lab.store.getState().models).toEqual([]);
});

test('a model that is removed gives way to the default; others cannot be removed', async () => {
  const { keeper, lab, client, scripting } = await withKeeper();
  const id = await scripting.addModel({ encoder: ENCODER, decoder: DECODER });
  await scripting.set({ model: id });
  const { settings } = lab.store.getState();
  lab.store.setState({ compared: { ...settings, model: id } });
  client.emit({
    type: 'slot',
    slot: 'compared',
    kept: { summary: summaryOf(9, settings, 30), picture: pictureInfo() },
  });
  await scripting.removeModel(id);
  expect(lab.store.getState()).toMatchObject({ compared: null, slots: {} });
  expect(keeper.entries.size).toBe(0);
  expect(lab.store.getState()).toMatchObject({ models: [], settings: { model: '' } });
  await expect(scripting.removeModel('tiny')).rejects.toMatchObject({ code: 'model-missing' });
});

test('models of earlier visits are in the list; one that a link names and this browser lacks is said', async () => {
  const own = { id: 'own-1', title: 'Mine' } as ModelEntry;
  const loadJson = (path: string): Promise<unknown> =>
    Promise.resolve(path.includes('manifest') ? JSON.parse(readFileSync('public/models/manifest.json', 'utf8')) : []);
  const { lab } = testLab({
    loadJson,
    listOwnModels: () => Promise.resolve([own]),
    href: 'http://lab.test/?model=own-elsewhere',
  });
  await lab.actions.openFirst();
  expect(
    lab.store
      .getState()
      .models.filter(({ study }) => !study)
      .map(({ id }) => id),
  ).toEqual(['litevae-s-f8c12', 'own-1']);
  expect(lab.store.getState().toasts[0]?.text).toMatch(
    /"own-elsewhere" was added by hand in another browser.*Until then, LiteVAE.* is used\./,
  );
});

test('files of a model open its dialog, more of them join, and pictures go their own way', async () => {
  const { lab, client } = await withKeeper();
  const opens = client.opens.length;
  const file = (name: string): File => new File(['x'], name);
  lab.actions.showFiles([file('encoder.onnx')]);
  lab.actions.showFiles([file('manifest.json'), file('decoder.onnx')]);
  const { question } = lab.store.getState();
  expect(question?.kind === 'model' && question.files.map(({ name }) => name)).toEqual([
    'encoder.onnx',
    'manifest.json',
    'decoder.onnx',
  ]);
  expect(client.opens.length).toBe(opens);
  lab.actions.answer(false);
  lab.actions.showFiles([file('a.png')]);
  expect(client.opens.length).toBe(opens + 1);
  // What is being added stays while a picture opens.
  lab.actions.offerModel([]);
  client.opens.at(-1)?.resolve(pictureInfo());
  await settled();
  expect(lab.store.getState().question?.kind).toBe('model');
});

test('what is no model opens the dialog for its sentence, and changes nothing else on the page', async () => {
  const { lab, client } = await withKeeper();
  const { question: none, ...before } = lab.store.getState();
  const opens = client.opens.length;
  lab.actions.showFiles([new File(['x'], 'vae.ckpt'), new File(['x'], 'unet.bin')]);
  const { question, ...after } = lab.store.getState();
  expect([none, question?.kind]).toEqual([null, 'model']);
  lab.actions.answer(false);
  await settled();
  expect(after).toEqual(before);
  expect(lab.store.getState()).toEqual({ ...before, question: null });
  expect(client.opens.length).toBe(opens);
});

test('a folder that is chosen comes with its paths', async () => {
  const { lab } = await withKeeper();
  const inFolder = (path: string): File =>
    Object.defineProperty(new File(['x'], path.split('/').at(-1) ?? ''), 'webkitRelativePath', { value: path });
  lab.actions.showFiles(['vae/b10/model.onnx', 'vae/b9/model.onnx', 'vae/config.json'].map(inFolder));
  const { question } = lab.store.getState();
  expect(question?.kind === 'model' && question.files.map(({ name }) => name)).toEqual([
    'vae/b9/model.onnx',
    'vae/b10/model.onnx',
    'vae/config.json',
  ]);
});

test('a repro card of an own model that this browser lacks says so, with its checksum, and keeps the present model', async () => {
  const { lab } = await withKeeper();
  const card = {
    kind: 'litevae-lab repro card',
    version: 1,
    made: '2026-01-01T00:00:00Z',
    model: { id: 'own-0123456789ab', revision: '1', ...HASHES },
    runtime: { backend: 'wasm', adapter: 'CPU' },
    picture: { name: 'a.png', bytes: 3, sha256: 'a'.repeat(64), width: 8, height: 8 },
    settings: { ...lab.store.getState().settings, model: 'own-0123456789ab', seed: 7 },
    metrics: { psnr: 1, ssim: 1, mse: 1, meanAbsolute: 1, maxAbsolute: 1 },
  };
  lab.actions.showFiles([new File([JSON.stringify(card)], 'card.json')]);
  await expect.poll(() => lab.store.getState().settings.seed).toBe(7);
  expect(lab.store.getState().settings.model).toBe('');
  expect(lab.store.getState().toasts.at(-1)?.text).toMatch(
    /"own-0123456789ab" was added by hand in another browser.*SHA-256 eeeeeeeeeeee….*the present model is used/,
  );
  // The page tells a manifest by itself from a card.
  lab.actions.showFiles([new File([JSON.stringify({ version: 1, models: [] })], 'manifest.json')]);
  await expect
    .poll(() => lab.store.getState().toasts.at(-1)?.text)
    .toMatch(/manifest of a model\. Drop it together with its encoder and decoder/);
});
