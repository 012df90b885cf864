import { expect, test } from 'vitest';
import type { TensorData } from '../../core/tensor';
import type { Session } from '../../inference/runtime';
import { Measuring, measuredFindings, samplePictures, testPicture } from './measure-model';

/** Means of 8 x 8 blocks, [1,3,H,W] to [1,3,H/8,W/8], of values cut to [0, 1]: made for pixels of that range. */
function blocks([{ dims, data }]: readonly [TensorData]): TensorData {
  const [, , height = 0, width = 0] = dims;
  const mean = new Float32Array(data.length / 64);
  data.forEach((value, i) => {
    const [x, y, c] = [i % width, Math.floor(i / width) % height, Math.floor(i / (width * height))];
    const at = (c * (height / 8) + (y >> 3)) * (width / 8) + (x >> 3);
    mean[at] = (mean[at] as number) + Math.min(1, Math.max(0, value)) / 64;
  });
  return { dims: [1, 3, height / 8, width / 8], data: mean };
}

function enlarged([{ dims, data }]: readonly [TensorData]): TensorData {
  const [, , height = 0, width = 0] = dims;
  const out = Float32Array.from({ length: 64 * data.length }, (_, i) => {
    const [x, y, c] = [
      i % (8 * width),
      Math.floor(i / (8 * width)) % (8 * height),
      Math.floor(i / (64 * width * height)),
    ];
    return data[(c * height + (y >> 3)) * width + (x >> 3)] as number;
  });
  return { dims: [1, 3, 8 * height, 8 * width], data: out };
}

const session = (run: (inputs: readonly [TensorData]) => TensorData): Session =>
  ({ runOnCpu: async (inputs: readonly [TensorData]) => run(inputs) }) as unknown as Session;
const measuring = (decoder = enlarged) =>
  new Measuring({
    encoder: session(blocks),
    decoder: session(decoder),
    bands: false,
    output: 'image',
    latentChannels: 3,
  });
const PICTURES = { name: 'test picture', pictures: [testPicture(64, 64), testPicture(96, 64)] };
const quiet = (): void => undefined;

test('the range that networks were made for gives the better reconstructions, and is proposed', async () => {
  const measured = await measuring().all(PICTURES, null, quiet);
  expect(measured.range).toEqual([0, 1]);
  expect(measured.byRange?.unit).toBeGreaterThan((measured.byRange?.signed ?? 0) + 3);
  expect(measured.on).toBe('2 test pictures');
  expect(measured.psnr).toBeGreaterThan(15);
  // The facts are those of the latent as the encoder gives it: means of pixels in [0, 1].
  expect(measured.latent.mean.every((value) => value > 0.2 && value < 0.8)).toBe(true);
  expect(measuredFindings(measured, null, null).map(({ what, verdict }) => [what, verdict])).toEqual([
    ['Reconstruction', 'fits'],
    ['Mean, spread and colours of the latent', 'note'],
  ]);
});

test('a range that was given holds, and is doubted where the other one is clearly better', async () => {
  const measured = await measuring().all(PICTURES, [-1, 1], quiet);
  expect(measured.range).toEqual([-1, 1]);
  expect(measuredFindings(measured, null, [-1, 1])).toContainEqual(
    expect.objectContaining({ what: 'Value range', verdict: 'note', expected: '[-1, 1], as was chosen' }),
  );
});

test('a picture is run once with each range that it is tried with, and a clear difference needs one picture', async () => {
  let runs = 0;
  const counted = (inputs: readonly [TensorData]): TensorData => {
    runs += 1;
    return enlarged(inputs);
  };
  await measuring(counted).all(PICTURES, null, quiet);
  // The first one with both, the second one with the better.
  expect(runs).toBe(3);
});

test('values that are not numbers are no measure', async () => {
  const broken = (inputs: readonly [TensorData]): TensorData => ({
    ...enlarged(inputs),
    data: enlarged(inputs).data.fill(NaN, 0, 1),
  });
  await expect(measuring(broken).all(PICTURES, null, quiet)).rejects.toMatchObject({ code: 'bad-output' });
});

test('without sample pictures a test picture does', async () => {
  const { name, pictures } = await samplePictures([], 8, { width: 96, height: 512 }, quiet);
  expect([name, pictures.length]).toEqual(['test picture', 1]);
  // No larger than the networks take.
  expect(pictures[0]?.geometry).toMatchObject({ width: 96, height: 128 });
});
