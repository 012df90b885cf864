import { expect, it } from 'vitest';
import { LabError, toErrorInfo } from '../../../core/errors';
import type { Slot } from '../../../core/slots';
import { openedLab, settled } from '../../../state/test-client';
import { perceptualOf } from './perceptual';

/** A lab with a result, whose worker measures what `answer` says; `asked` has the slots. */
async function ready(answer: (slot: Slot) => { job: number; value: number | null }) {
  const { lab, client } = await openedLab();
  const asked: Slot[] = [];
  Object.assign(client, {
    perceptual: async (slot: Slot) => {
      asked.push(slot);
      try {
        return answer(slot);
      } catch (error) {
        throw toErrorInfo(error);
      }
    },
  });
  const job = async (): Promise<number> => {
    client.finish();
    await settled();
    return lab.store.getState().result?.summary.job ?? NaN;
  };
  return { lab, job, asked, one: perceptualOf(lab) };
}

it('measures nothing before somebody asks, then each newer result by itself', async () => {
  const { lab, job, asked, one } = await ready(() => {
    const shown = lab.store.getState().result?.summary.job ?? NaN;
    return { job: shown, value: shown / 100 };
  });
  const first = await job();
  expect({ asked, on: one.store.getState().on }).toEqual({ asked: [], on: false });
  one.start();
  await settled();
  expect(one.store.getState().values.get(first)).toBe(first / 100);
  lab.actions.set({ seed: 3 });
  await settled();
  const second = await job();
  await settled();
  expect(second).not.toBe(first);
  expect([...one.store.getState().values.keys()]).toEqual([first, second]);
  expect(asked).toEqual(['shown', 'shown']);
});

it('does not ask on and on while the worker is ahead of the page', async () => {
  const { job, asked, one } = await ready(() => ({ job: 1000, value: 0.1 }));
  await job();
  one.start();
  await settled();
  expect(asked).toEqual(['shown', 'shown']);
});

it('says why it failed, stops, and tries again when it is asked to', async () => {
  let answer = (): { job: number; value: number | null } => {
    throw new LabError('fetch-failed', 'It could not be downloaded.');
  };
  const { lab, job, asked, one } = await ready(() => answer());
  const first = await job();
  one.start();
  await settled();
  expect(one.store.getState()).toMatchObject({ on: false, trouble: 'It could not be downloaded.' });
  lab.actions.set({ seed: 3 });
  await settled();
  const second = await job();
  expect(asked).toHaveLength(1);
  answer = () => ({ job: second, value: null });
  one.start();
  await settled();
  expect(one.store.getState()).toMatchObject({ on: true, trouble: '' });
  expect([first, second].map((each) => one.store.getState().values.get(each))).toEqual([undefined, null]);
});
