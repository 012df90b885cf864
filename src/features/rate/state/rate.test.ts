import { describe, expect, it } from 'vitest';
import type { CodecPoint } from '../../../core/metrics/codec';
import { codecRates, DEPTHS, keyOf, rateOf, ratesBetween, withDepth, type RateStep } from './rate';
import { DEFAULTS, openedLab, settled, summaryOf, type TestClient } from '../../../state/test-client';

async function ready() {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  return { lab, client, rate: rateOf(lab) };
}

/** Answers a trial for each depth: PSNR is 20 dB and one for each bit, the estimate 3/4 of the fixed rate. */
async function answerDepths(client: TestClient, count: number = DEPTHS.length, from = 0): Promise<void> {
  for (let index = from; index < from + count; index++) {
    await expect.poll(() => client.trials.length).toBeGreaterThan(index);
    const trial = client.trials[index];
    const bits = trial?.settings.latent.bits;
    trial?.resolve({
      summary: summaryOf(50 + index, trial.settings, 20 + (bits ?? 32)),
      ...(bits && { rate: { bitsPerValue: [], bitsPerPixel: (bits / 32) * 6 * 0.75, sideBits: 768 } }),
    });
  }
}

function pointOf(format: CodecPoint['format'], quality: number): CodecPoint {
  return { format, quality, bytes: 10 * quality, bitsPerPixel: quality / 100, psnr: 30, identical: false, ssim: 0.9 };
}

async function answerCodecs(
  client: TestClient,
  answer: (index: number, format: CodecPoint['format']) => CodecPoint | null,
  count: number,
  from = 0,
) {
  for (let index = from; index < from + count; index++) {
    await expect.poll(() => client.codecs.length).toBeGreaterThan(index);
    const ask = client.codecs[index];
    if (ask) ask.resolve(answer(index, ask.format));
  }
}

describe('depths', () => {
  it('go from float32 down, and only change the bits', () => {
    expect(DEPTHS).toEqual([32, 16, 8, 6, 4, 3, 2]);
    const edited = {
      ...DEFAULTS,
      seed: 4,
      latent: { channels: { 1: { gain: 0, offset: 0, from: 1 } }, bits: 3 as const },
    };
    expect(withDepth(edited, 32).latent).toEqual({ channels: edited.latent.channels });
    expect(withDepth(edited, 8)).toEqual({ ...edited, latent: { ...edited.latent, bits: 8 } });
    const picture = null;
    expect(keyOf({ picture, settings: withDepth(edited, 2) })).toBe(keyOf({ picture, settings: edited }));
    expect(keyOf({ picture, settings: { ...edited, seed: 5 } })).not.toBe(keyOf({ picture, settings: edited }));
  });

  it('give the rates of the files: estimates first, fixed rates where there is room, float32 never', () => {
    const step = (depth: RateStep['depth'], estimated: number | null, fixed: number): RateStep => ({
      depth,
      estimated,
      fixed,
      side: 0,
      psnr: 1,
      identical: false,
      ssim: 1,
    });
    expect(codecRates([step(32, null, 6), step(16, 1.05, 3), step(8, 1, 1.5), step(2, 0.3, 0.31)])).toEqual([
      0.3, 1.05, 1.5, 3,
    ]);
    expect(codecRates(DEPTHS.map((depth) => step(depth, depth === 32 ? null : depth, 1.5 * depth)))).toHaveLength(8);
  });
});

it('puts points that are missing between the smallest file and the highest rate', () => {
  const at = (...rates: number[]) => rates.map((rate) => pointOf('jpeg', 100 * rate));
  expect(ratesBetween(at(1), [0.25, 0.5, 1, 4]).map((rate) => rate.toFixed(2))).toEqual(['1.41', '2.00', '2.83']);
  expect(ratesBetween(at(1, 2, 3, 4), [0.25, 0.5, 1, 4])).toEqual([]);
  expect(ratesBetween(at(9), [0.25, 0.5, 1, 4])).toEqual([]);
  expect(ratesBetween([], [])).toEqual([]);
});

describe('the ladder', () => {
  it('runs each depth with the settings of its start, then files of both formats at their rates', async () => {
    const { lab, client, rate } = await ready();
    const run = rate.start();
    lab.actions.set({ latent: { bits: 2 } });
    client.finish();
    await answerDepths(client);
    await answerCodecs(client, (index, format) => pointOf(format, index === 1 ? 10 : 10 + index), 8);
    // One more between them, in place of the one that met the same file.
    await answerCodecs(client, (_, format) => pointOf(format, 11), 1, 8);
    await answerCodecs(client, () => null, 1, 9);
    await run;
    const { result, running, trouble, progress } = rate.store.getState();
    expect({ running, trouble }).toEqual({ running: false, trouble: '' });
    expect(client.trials.map(({ settings, rate: asked }) => [settings.latent.bits, asked])).toEqual(
      [undefined, 16, 8, 6, 4, 3, 2].map((bits) => [bits, true]),
    );
    expect(
      result?.steps.map(({ depth, fixed, estimated, side, psnr }) => [depth, fixed, estimated, side, psnr]),
    ).toEqual([
      [32, 6, null, 0, 52],
      [16, 3, 2.25, 6, 36],
      [8, 1.5, 1.125, 6, 28],
      [6, 1.125, 0.84375, 6, 26],
      [4, 0.75, 0.5625, 6, 24],
      [3, 0.5625, 0.421875, 6, 23],
      [2, 0.375, 0.28125, 6, 22],
    ]);
    const asked = client.codecs.slice(0, 8).map(({ bitsPerPixel }) => bitsPerPixel);
    expect(asked).toEqual(codecRates(result?.steps ?? []));
    // Two rates met the same file.
    expect(result?.codecs.jpeg.map(({ quality }) => quality)).toEqual([10, 11, 12, 13, 14, 15, 16, 17]);
    expect(result?.missing).toEqual(['webp']);
    expect(progress).toMatchObject({ of: 'webp', done: 0, total: 8 });
    // Bits may change; another seed is another result.
    expect(result?.key).toBe(keyOf(lab.store.getState()));
    lab.actions.set({ seed: 3 });
    expect(result?.key).not.toBe(keyOf(lab.store.getState()));
  });

  it('stops with the points that are there, and says why when it was not asked to', async () => {
    const { lab, client, rate } = await ready();
    const run = rate.start();
    await answerDepths(client, 3);
    await expect.poll(() => client.trials.length).toBe(4);
    rate.stop();
    await run;
    expect(rate.store.getState()).toMatchObject({ running: false, trouble: '' });
    expect(rate.store.getState().result?.steps).toHaveLength(3);

    const again = rate.start();
    await answerDepths(client, 7, 4);
    await expect.poll(() => client.codecs.length).toBe(1);
    // The worker may measure the next picture already.
    void lab.actions.open(new Blob(['y'])).catch(() => undefined);
    client.codecs[0]?.resolve(pointOf('jpeg', 10));
    await again;
    expect(rate.store.getState()).toMatchObject({ running: false, trouble: 'Stopped: the picture changed.' });
    expect(rate.store.getState().result?.codecs.jpeg).toEqual([]);
  });
});
