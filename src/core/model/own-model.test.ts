import { expect, test } from 'vitest';
import { contractFault } from './contract';
import { isModelFile, isOwnAddress, isOwnId } from './own-ids';
import { identityOf, openQuestions, presetAnswers, proposedAnswers, withAnswers } from './own-answers';
import { presetOf, type Known } from './presets';
import { checkAnswers, entryOf, ownHashes, readOwnManifest, type CheckedModel } from './own-model';

const readManifest = (text: string, hashes: readonly string[]) => readOwnManifest(JSON.parse(text), hashes);
const HASHES = { encoder: 'e'.repeat(64), decoder: 'd'.repeat(64) };
const MODEL: CheckedModel & Required<Pick<CheckedModel, 'encoder' | 'decoder'>> = {
  encoder: {
    bytes: 10,
    sha256: HASHES.encoder,
    parameters: 5,
    inputKind: 'image',
    inputs: ['x'],
    output: 'moments',
    outputName: 'y',
  },
  decoder: { bytes: 20, sha256: HASHES.decoder, parameters: 6, output: 'image', outputName: 'pixels', input: 'z' },
  latentChannels: 2,
  downscale: 8,
  norm: 'smc',
  weights: 'fp32',
  manifest: null,
  measured: {
    on: '5 sample pictures',
    latent: {
      mean: [4, 8],
      std: [2, 5],
      pca: [
        [1, 0],
        [0, 1],
        [0, 0],
      ],
    },
    range: [0, 1],
    psnr: 24.128,
    ssim: 0.7777,
    byRange: { signed: 11, unit: 24.2 },
  },
};
const ANSWERS = { title: ' Mine ', range: [0, 1], scale: 0.5, shift: 2, license: '', random: false } as const;

test('an entry is one that the page runs, with what was measured in the units that are shown', () => {
  const entry = entryOf(MODEL, ANSWERS, '0123456789abcdef');
  expect(contractFault(entry)).toBeNull();
  expect(entry).toMatchObject({
    id: 'own-0123456789ab',
    title: 'Mine',
    weights: 'fp32',
    range: [0, 1],
    license: 'not said',
    trainedOn: 'not said',
    latent: {
      mean: [1, 3],
      std: [1, 2.5],
      pca: [
        [1, 0],
        [0, 1],
        [0, 0],
      ],
      scale: 0.5,
      shift: 2,
    },
    quality: { set: '5 sample pictures (measured here)', psnr: 24.13, ssim: 0.778 },
  });
  expect(isOwnId(entry.id)).toBe(true);
  expect(isOwnAddress(entry.encoder?.file ?? '')).toBe(true);
  const { file = '' } = entry.decoder ?? {};
  expect(new URL(file, 'http://lab.test/models/').href).toBe(file);
  expect(ownHashes(entry)).toEqual([HASHES.encoder, HASHES.decoder]);
});

test('the id follows from files and numbers, not from the name', () => {
  expect(identityOf(MODEL, { ...ANSWERS, title: 'other', license: 'MIT' })).toBe(identityOf(MODEL, ANSWERS));
  expect(identityOf(MODEL, { ...ANSWERS, range: [-1, 1] })).not.toBe(identityOf(MODEL, ANSWERS));
  expect(identityOf(MODEL, { ...ANSWERS, scale: 1 })).not.toBe(identityOf(MODEL, ANSWERS));
});

test('only what nothing says is asked, and what was measured is proposed', () => {
  expect(openQuestions(MODEL)).toEqual(['title', 'range', 'scale', 'shift', 'license']);
  expect(
    openQuestions({
      ...MODEL,
      encoder: { ...MODEL.encoder, inputKind: 'bands' },
      decoder: { ...MODEL.decoder, output: 'coefficients' },
    }),
  ).not.toContain('range');
  expect(proposedAnswers(MODEL, 'encoder')).toEqual({
    title: 'encoder',
    range: [0, 1],
    scale: 1,
    shift: 0,
    license: '',
    random: false,
  });
  const manifest = readManifest(
    JSON.stringify({
      title: 'T',
      license: 'MIT',
      range: [-1, 1],
      encoder: {},
      decoder: {},
      latent: { scale: 0.2, shift: 0 },
    }),
    [],
  );
  expect(openQuestions({ ...MODEL, manifest })).toEqual(['title']);
  expect(proposedAnswers({ ...MODEL, manifest }, 'x')).toMatchObject({ title: 'T', scale: 0.2, license: 'MIT' });
});

test('what configurations and presets say is filled in, also channel by channel', () => {
  const proposed = (known: Known, title = '') => proposedAnswers({ ...MODEL, known }, title);
  expect(proposed({ preset: 'sdxl', scale: 0.13025, shift: 0 })).toMatchObject({
    title: 'Stable Diffusion XL',
    scale: 0.13025,
    license: 'MIT',
  });
  expect(proposed({ config: 'AutoencoderKLWan', scale: [2, 4], shift: [1, 0] }, 'mine')).toMatchObject({
    title: 'mine',
    scale: [2, 4],
    shift: [1, 0],
  });
  const manifest = readManifest(JSON.stringify({ encoder: {}, decoder: {}, latent: { scale: 0.2 } }), []);
  const known = { preset: 'sd3', scale: 1.5305, shift: 0.0609 };
  expect(proposedAnswers({ ...MODEL, manifest, known }, '')).toMatchObject({ scale: 0.2, shift: 0 });
});

test('a preset that is chosen by hand answers what it knows; none of them is what the configuration says', () => {
  const wan = presetOf('wan21');
  expect(presetAnswers(wan, MODEL)).toEqual({ scale: wan?.scale, shift: wan?.shift, license: 'Apache 2.0' });
  const unclear = { ...MODEL, measured: { ...MODEL.measured, byRange: { signed: 10, unit: 10.5 } } };
  expect(presetAnswers(presetOf('sd'), unclear)).toEqual({ scale: 0.18215, shift: 0, range: [-1, 1] });
  expect(presetAnswers(null, MODEL)).toEqual({ scale: 1, shift: 0 });
  expect(presetAnswers(null, { ...MODEL, known: { config: 'AutoencoderKL', scale: 0.7, shift: 0 } })).toEqual({
    scale: 0.7,
    shift: 0,
  });
});

test('an answer counts until a manifest answers the same', () => {
  const changed = { title: 'Mine', scale: 3 };
  expect(withAnswers(MODEL, proposedAnswers(MODEL, 'encoder'), changed)).toMatchObject({
    title: 'Mine',
    scale: 3,
    shift: 0,
  });
  const manifest = readManifest(JSON.stringify({ encoder: {}, decoder: {}, latent: { scale: 0.2, shift: 0 } }), []);
  const known = { ...MODEL, manifest };
  expect(withAnswers(known, proposedAnswers(known, 'encoder'), changed)).toMatchObject({ title: 'Mine', scale: 0.2 });
});

test("a manifest's latent facts hold for its own scale; with another one the measured ones do", () => {
  const latent = {
    mean: [1, 2],
    std: [3, 4],
    pca: [
      [0, 1],
      [1, 0],
      [0, 0],
    ],
    scale: 1,
    shift: 0,
  };
  const manifest = readManifest(
    JSON.stringify({ models: [{ latentChannels: 2, encoder: {}, decoder: {}, latent }] }),
    [],
  );
  expect(entryOf({ ...MODEL, manifest }, { ...ANSWERS, scale: 1, shift: 0 }, 'a').latent).toEqual(latent);
  expect(entryOf({ ...MODEL, manifest }, ANSWERS, 'a').latent.mean).toEqual([1, 3]);
});

test('of a longer list the model with these files is meant', () => {
  const models = ['a', 'b'].map((title) => ({
    title,
    encoder: { sha256: title === 'b' ? HASHES.encoder : 'x' },
    decoder: {},
  }));
  expect(readManifest(JSON.stringify({ models }), [HASHES.encoder]).title).toBe('b');
  expect(() => readManifest(JSON.stringify({ models }), [])).toThrow(/lists 2 models/);
});

test('values of the wrong kind in a manifest are left out', () => {
  const odd = {
    title: 3,
    range: [0, 255],
    latentChannels: 2.5,
    norm: 'x',
    quality: {},
    licenseUrl: 'javascript:alert(1)',
    encoder: {},
    decoder: {},
    latent: { mean: ['a'], scale: -1, shift: 'x' },
  };
  expect(readManifest(JSON.stringify(odd), [])).toEqual({ encoder: {}, decoder: {}, latent: {} });
});

test.each([
  ['{"a": 1}', /no manifest/],
  ['[]', /no manifest/],
  ['{"models": []}', /no manifest/],
])('%s is no manifest', (text, says) => {
  expect(() => readManifest(text, [])).toThrow(says);
});

test('a model that is run with its own noise is another one, and says so in its entry', () => {
  const noisy = { ...MODEL, decoder: { ...MODEL.decoder, random: true } };
  expect(identityOf(noisy, ANSWERS)).not.toBe(identityOf(MODEL, ANSWERS));
  const silent = { ...MODEL, decoder: { ...MODEL.decoder, random: false } };
  expect(identityOf(silent, ANSWERS)).toBe(identityOf(MODEL, ANSWERS));
  expect(entryOf(noisy, ANSWERS, '0'.repeat(64)).decoder).toMatchObject({ random: true });
  expect([MODEL, noisy].map((model) => proposedAnswers(model, 'x').random)).toEqual([false, true]);
});

test('answers of scripts are checked', () => {
  expect(() => checkAnswers({ title: 'a', range: [0, 1], scale: 0.1 })).not.toThrow();
  expect(() => checkAnswers({ range: [0, 255] })).toThrow(/\[-1, 1\] or \[0, 1\], not \[0,255\]/);
  expect(() => checkAnswers({ random: 'yes' })).toThrow(/"random".*true or false/);
  expect(() => checkAnswers({ scale: 0 })).toThrow(/"scale"/);
  expect(() => checkAnswers({ colour: 1 })).toThrow(/not "colour"/);
});

test('files of models are told by their names', () => {
  expect(
    ['a.onnx', 'A.ONNX', 'm.onnx.data', 'm.onnx_data', 'w.safetensors', 'x.pth'].every((name) => isModelFile({ name })),
  ).toBe(true);
  expect(['a.png', 'onnx', 'card.json', 'a.onnx.png'].some((name) => isModelFile({ name }))).toBe(false);
});
