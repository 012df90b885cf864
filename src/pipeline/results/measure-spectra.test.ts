import { expect, test, vi } from 'vitest';
import { finished } from '../../core/metrics/metrics';
import { lumaOfCells, spectraInSteps } from '../../core/metrics/spectrum';
import { scatter } from '../../core/test-goldens';
import type { TensorData } from '../../core/tensor';
import { measureSpectra } from './measure-spectra';
import type { Finished } from './read-tensor';

const LATENT: TensorData = { dims: [1, 5, 4, 6], data: scatter(120) };
const INPUT: TensorData = { dims: [1, 3, 60, 96], data: scatter(3 * 60 * 96, 1) };

/** A run with cells of 16 pixels. */
function finishedRun(
  hasPicture: boolean,
  lost = new AbortController().signal,
): Finished & { readonly asked: string[] } {
  const asked: string[] = [];
  const read = async (name: string) => {
    asked.push(name);
    return name === 'latent' ? LATENT : INPUT;
  };
  const summary = { job: 7, downscale: 16, stats: { input: hasPicture ? [{}, {}, {}] : [], reconstruction: [] } };
  return { asked, results: { read, lost }, run: { summary } } as unknown as Finished & { readonly asked: string[] };
}

test('the latent stands beside the picture at its size', async () => {
  const yieldTurn = vi.fn();
  const spectra = await measureSpectra(finishedRun(true), yieldTurn);
  expect(spectra).toEqual({
    job: 7,
    ...finished(spectraInSteps(LATENT)),
    picture: finished(spectraInSteps(lumaOfCells(INPUT, 4, 6, 16))).mean,
  });
  expect(spectra.channels).toHaveLength(5);
  expect(yieldTurn).not.toHaveBeenCalled();
});

test('a run that began at a latent has no picture, and none is read', async () => {
  const run = finishedRun(false);
  expect((await measureSpectra(run, () => undefined)).picture).toBeNull();
  expect(run.asked).toEqual(['latent']);
});

test('long work gives way between two channels', async () => {
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 60));
  const yielded = new Error('A run waits.');
  const yieldTurn = (): void => {
    throw yielded;
  };
  await expect(measureSpectra(finishedRun(true), yieldTurn)).rejects.toBe(yielded);
  clock.mockRestore();
});
