import { expect, test } from 'vitest';
import {
  contractFault,
  decoderGraph,
  encoderGraph,
  fromRange,
  hasVariance,
  isRandom,
  paddingOf,
  settingsFor,
  toNetworkLatent,
  toRange,
} from './contract';
import type { WholeModel } from './manifest';
import { defaultSettings } from '../settings/settings';

type Model = Parameters<typeof contractFault>[0] & Pick<WholeModel, 'encoder' | 'decoder'>;
const FILE = { file: 'x.onnx', bytes: 1, sha256: '', parameters: 1 };
const four = [0, 0, 0, 0];
const plain: Model = {
  latentChannels: 4,
  downscale: 8,
  levels: 3,
  wavelet: 'haar',
  range: [-1, 1],
  encoder: { ...FILE, inputKind: 'bands', inputs: ['bands1', 'bands2', 'bands3'], output: 'moments' },
  decoder: { ...FILE, output: 'coefficients' },
  latent: { mean: four, std: four, pca: [four, four, four], scale: 1, shift: 0 },
};
const pixels: Model = {
  ...plain,
  range: [0, 1],
  encoder: { ...FILE, inputKind: 'image', inputs: ['sample'], output: 'latent', outputName: 'latent_sample' },
  decoder: { ...FILE, input: 'latent_sample', output: 'image', outputName: 'sample' },
};

test('graphs of bands and coefficients have the names of the manifest', () => {
  expect(contractFault(plain)).toBeNull();
  expect(encoderGraph(plain)).toEqual({
    inputs: ['bands1', 'bands2', 'bands3'],
    output: 'moments',
    channels: { in: 12, out: 8 },
  });
  expect(decoderGraph(plain)).toEqual({ inputs: ['latent'], output: 'coefficients', channels: { in: 4, out: 12 } });
});

test('graphs of pixels have three channels, and names of their own', () => {
  expect(contractFault(pixels)).toBeNull();
  expect(encoderGraph(pixels)).toEqual({ inputs: ['sample'], output: 'latent_sample', channels: { in: 3, out: 4 } });
  expect(decoderGraph(pixels)).toEqual({ inputs: ['latent_sample'], output: 'sample', channels: { in: 4, out: 3 } });
  expect([hasVariance(plain), hasVariance(pixels)]).toEqual([true, false]);
});

test('one side with pixels is enough for a range of [0, 1]', () => {
  expect(contractFault({ ...plain, range: [0, 1], decoder: pixels.decoder })).toBeNull();
  expect(contractFault({ ...plain, range: [0, 1], encoder: pixels.encoder })).toBeNull();
  expect(contractFault({ ...plain, range: [0, 1] })).toMatch(/always those of a picture/);
});

test('what changes nothing is not done', () => {
  expect([toRange(plain), fromRange(plain), toNetworkLatent(plain)]).toEqual([null, null, null]);
});

test('pixels go to [0, 1] and back, and the latent to what the decoder reads', () => {
  expect([toRange(pixels), fromRange(pixels)]).toEqual([
    { gain: 0.5, offset: 0.5 },
    { gain: 2, offset: -1 },
  ]);
  expect(toNetworkLatent({ latent: { ...plain.latent, scale: 0.25, shift: 0.5 } })).toEqual({ gain: 4, offset: 0.5 });
});

test.each([0, -1, NaN, undefined])('a latent scale of %s is refused', (scale) => {
  expect(contractFault({ ...plain, latent: { ...plain.latent, scale: scale as number } })).toMatch(/scale above 0/);
});

test('a scale and a shift of each channel go to z channel by channel', () => {
  const each = { ...plain, latent: { ...plain.latent, scale: [1, 2, 4, 8], shift: [0, 1, 2, 3] } };
  expect(contractFault(each)).toBeNull();
  expect(toNetworkLatent(each)).toEqual({ gain: [1, 0.5, 0.25, 0.125], offset: [0, 1, 2, 3] });
  expect(toNetworkLatent({ latent: { ...plain.latent, scale: [1, 1, 1, 1], shift: 0 } })).toBeNull();
  expect(contractFault({ ...each, latent: { ...each.latent, shift: [1, 2] } })).toBe(
    'has 2 values of latent shift, and 4 channels',
  );
  expect(contractFault({ ...each, latent: { ...each.latent, scale: [1, 2, 0, 4] } })).toMatch(/scale above 0/);
});

test.each([8, 16, 32, 64] as const)('pictures are padded for a downscale of %s', (downscale) => {
  expect(contractFault({ ...plain, downscale })).toBeNull();
  expect(paddingOf({ downscale })).toBe(downscale);
  expect(paddingOf({ downscale, multiple: 32 })).toBe(Math.max(32, downscale));
});

test('other downscales, and more channels than can be shown, are refused in words', () => {
  expect(contractFault({ ...plain, downscale: 4 as never })).toMatch(/4 times smaller.*8, 16, 32 or 64/);
  const many = Array<number>(129).fill(0);
  const latent = { mean: many, std: many, pca: [many, many, many], scale: 1, shift: 0 };
  expect(contractFault({ ...plain, latentChannels: 129, latent })).toMatch(/129 channels.*up to 128/);
});

test('edits of bands act on the picture where that is read, and without a variance no noise is asked for', () => {
  const asked = { ...defaultSettings(), posterior: 'sample', seed: 4 } as const;
  expect(settingsFor(asked, plain)).toEqual(asked);
  expect(settingsFor(asked, pixels)).toEqual({ ...asked, bandsMode: 'picture', posterior: 'mean' });
});

test('a model may have one network, and needs one', () => {
  const { encoder, decoder, ...facts } = plain;
  expect([contractFault({ ...facts, encoder }), contractFault({ ...facts, decoder })]).toEqual([null, null]);
  expect(contractFault(facts)).toBe('has neither an encoder nor a decoder');
  expect(hasVariance({})).toBe(false);
});

test('fixed sizes are whole multiples of the downscale', () => {
  const withSize = (fixedSize: unknown): Model =>
    ({ ...pixels, encoder: { ...pixels.encoder, fixedSize } }) as unknown as Model;
  expect(contractFault(withSize({ width: 512, height: 768 }))).toBeNull();
  for (const bad of [null, {}, { width: 512 }, { width: 512, height: 0 }, { width: 508, height: 512 }, '512'])
    expect(contractFault(withSize(bad))).toMatch(/fixedSize of its encoder .* multiples of 8/);
});

test('a network that draws its own noise says so by true or false alone', () => {
  expect(isRandom(plain)).toBe(false);
  const noisy = { ...plain, decoder: { ...plain.decoder, random: true } };
  expect([isRandom(noisy), contractFault(noisy)]).toEqual([true, null]);
  expect(isRandom({ decoder: noisy.decoder })).toBe(true);
  expect(contractFault({ ...plain, encoder: { ...plain.encoder, random: 1 as never } })).toMatch(
    /"random" of its encoder/,
  );
});
