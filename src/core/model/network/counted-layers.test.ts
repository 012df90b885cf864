import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readOnnx } from '../onnx-file';
import { countedLayers } from './counted-layers';

const SIDE = 256;

function layersAt(path: string, side: number) {
  const content = new Uint8Array(readFileSync(path));
  const ends = readOnnx(content).inputs.map(({ name, shape }): [string, number[]] => {
    const level = /^bands(\d)$/.exec(name)?.[1];
    const isLatent = path.includes('decoder');
    const size = level ? side / 2 ** Number(level) : isLatent ? side / 8 : side;
    const channels = shape?.[1];
    return [name, [1, typeof channels === 'number' ? channels : isLatent ? 4 : 3, size, size]];
  });
  return countedLayers(content, new Map(ends));
}

const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((all, value) => all + (value ?? Number.NaN), 0);
const costOf = (path: string, side = SIDE) => {
  const layers = layersAt(path, side);
  return {
    parameters: sum(layers.map(({ parameters }) => parameters)),
    macs: sum(layers.map(({ macs }) => macs)),
    out: layers.at(-1)?.dims,
    unknown: layers.filter(({ dims, macs }) => dims === null || macs === null),
  };
};

describe('operations and shapes without a run', () => {
  // Counted by hooks on every convolution, linear layer and attention of the PyTorch modules, at 256 x 256 pixels.
  it.each([
    ['field/torch-legacy/encoder.onnx', 15_151_104],
    ['field/torch-legacy/decoder.onnx', 23_617_536],
    ['field/torch-dynamo/vae_encoder/model.onnx', 15_151_104],
    ['field/torch-dynamo/vae_decoder/model.onnx', 23_617_536],
    ['field/opset-11/vae_encoder/model.onnx', 15_151_104],
    ['field/diffusers-script-fp16/vae_decoder/model.onnx', 23_617_536],
    ['field/eight-bit/vae_encoder/model.onnx', 15_151_104],
    ['field/four-bit/vae_decoder/model.onnx', 23_617_536],
    ['field/taesd-raw/taesd_encoder.onnx', 13_787_136],
    ['field/taesd-raw/taesd_decoder.onnx', 16_109_568],
    ['field/taesd-diffusers/vae_decoder/model.onnx', 16_109_568],
  ])('%s has those of PyTorch', (file, macs) => {
    const found = costOf(`e2e/fixtures/${file}`);
    expect(found.unknown).toEqual([]);
    expect(found.macs).toBe(macs);
    expect(found.out?.slice(2)).toEqual(file.includes('decoder') ? [SIDE, SIDE] : [SIDE / 8, SIDE / 8]);
  });

  it.each([
    ['taesd-raw/taesd_encoder.onnx', 696],
    ['taesd-raw/taesd_decoder.onnx', 695],
    ['taesd-diffusers/vae_decoder/model.onnx', 695],
  ])('%s has the parameters of PyTorch', (file, parameters) => {
    expect(costOf(`e2e/fixtures/field/${file}`).parameters).toBe(parameters);
  });

  it('counts the default model as its benchmark does, and three quarters of the encoder in its first level', () => {
    const encoder = layersAt('public/models/litevae-s-f8c12/encoder.onnx', SIDE);
    expect(sum(encoder.map(({ macs }) => macs))).toBe(5_761_007_616);
    const first = encoder.filter(({ name }) => name.startsWith('/encoder/f.0/'));
    expect(sum(first.map(({ macs }) => macs))).toBe(4_183_818_240);
    expect(costOf('public/models/litevae-s-f8c12/decoder.onnx').macs).toBe(12_086_935_552);
    // Twice the sides are four times the work, and nothing of it depends on what the file states of sizes.
    expect(costOf('public/models/litevae-s-f8c12/decoder.onnx', 2 * SIDE).macs).toBe(4 * 12_086_935_552);
  });

  it('has the parameters of training, but for what the export joins and splits', () => {
    // Self-modulation: a scale for each input channel and a gain, which become part of the weights.
    const modulated = (channels: readonly number[]): number => channels.reduce((all, each) => all + each + 1, 0);
    const times = (count: number, value: number): number[] => Array.from({ length: count }, () => value);
    const firsts = [16, 16, 16, 32, 32, 32, 32, 32, 64, 64, 64, 64, 48, 32];
    const seconds = [16, 16, ...times(10, 32), 16, 16];
    const encoder = costOf('public/models/litevae-s-f8c12/encoder.onnx');
    expect(encoder.parameters + 4 * modulated([...firsts, ...seconds])).toBe(1_037_316);
    // An enlargement and its 3 x 3 kernel become four kernels of 2 x 2.
    const split = (16 - 9) * (256 * 128 + 128 * 64);
    const convolutions = [...times(6, 256), ...times(6, 128), ...times(6, 64), 256, 128];
    const decoder = costOf('public/models/litevae-s-f8c12/decoder.onnx');
    expect(decoder.parameters - split + modulated(convolutions)).toBe(5_054_304);
  });

  it('finds every shape of every model of the field', () => {
    for (const name of ['optimum-1.19', 'optimum-1.23', 'diffusers-script', 'flux-fp16', 'external-shards']) {
      expect(costOf(`e2e/fixtures/field/${name}/vae_encoder/model.onnx`, 72).unknown, name).toEqual([]);
    }
  });
});
