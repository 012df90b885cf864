import { beforeEach, expect, test } from 'vitest';
import type { LabWorker, PictureSource, SideResult, TrialRequest, TrialResult } from '../core/protocol';
import { applyPatch, defaultSettings } from '../core/settings/settings';
import { SideRuns } from './side-runs';
import type { WorkerHandle } from './worker-handle';

const SETTINGS = defaultSettings();
const MIX = applyPatch(SETTINGS, { latent: { mix: { amount: 1, mode: 'linear' } } });
const GO_ON = new AbortController().signal;
const PICTURE = new File(['picture'], 'a.png');

/** A worker that notes what it is asked; trials wait until the test answers. */
class FakeHandle {
  readonly log: string[] = [];
  answer: (result: TrialResult) => void = () => undefined;
  readonly #remote = {
    trial: (job: number, { source }: TrialRequest) => {
      this.log.push(`trial ${job}${source ? ` of ${source.name}` : ''}`);
      return new Promise<TrialResult>((resolve) => (this.answer = resolve));
    },
    cancelTrials: (job?: number) => {
      this.log.push(`cancel ${job}`);
      return Promise.resolve();
    },
    second: (_job: number, source: PictureSource | null) => {
      this.log.push(`second ${source?.name ?? 'none'}`);
      return Promise.resolve(source && ({ picture: { name: source.name } } as SideResult));
    },
  } as unknown as LabWorker;
  call<T>(ask: (remote: LabWorker) => Promise<T>): Promise<T> {
    return ask(this.#remote);
  }
  tell(ask: (remote: LabWorker) => Promise<unknown>): void {
    void ask(this.#remote);
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
let worker: FakeHandle;
let hasPicture: boolean;
let sides: SideRuns;
beforeEach(() => {
  worker = new FakeHandle();
  hasPicture = true;
  sides = new SideRuns({ worker: () => worker as unknown as WorkerHandle, hasPicture: () => hasPicture });
});

test('a trial of the shown picture needs a worker that has it; one of a file does not', async () => {
  hasPicture = false;
  await expect(sides.trial({ settings: SETTINGS }, GO_ON)).rejects.toMatchObject({ code: 'no-picture' });
  const trial = sides.trial({ settings: SETTINGS, source: PICTURE }, GO_ON);
  await settled();
  worker.answer({} as TrialResult);
  await trial;
  expect(worker.log).toEqual(['trial 2 of a.png']);
});

test('a signal stops its own trial, at once and in the worker', async () => {
  const stop = new AbortController();
  const stopped = sides.trial({ settings: SETTINGS }, stop.signal);
  const other = sides.trial({ settings: SETTINGS }, GO_ON);
  await settled();
  stop.abort();
  await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
  worker.answer({} as TrialResult);
  await other;
  await expect(sides.trial({ settings: SETTINGS }, stop.signal)).rejects.toMatchObject({ code: 'aborted' });
  await settled();
  expect(worker.log).toEqual(['trial 1', 'trial 2', 'cancel 1']);
});

test('a fresh worker gets the second picture with the first settings that read it', async () => {
  await sides.second(PICTURE, SETTINGS);
  await sides.bringSecond(MIX);
  expect(worker.log).toEqual(['second a.png']);
  worker = new FakeHandle();
  await sides.bringSecond(SETTINGS);
  expect(worker.log).toEqual([]);
  await sides.bringSecond(MIX);
  expect(worker.log).toEqual(['second a.png']);
  await sides.second(undefined, SETTINGS);
  expect(await sides.second(null, SETTINGS)).toBeNull();
  await sides.bringSecond(MIX);
  expect(worker.log).toEqual(['second a.png', 'second a.png', 'second none']);
});

test('the newest of two second pictures wins', async () => {
  const first = sides.second(PICTURE, SETTINGS);
  const newer = sides.second(new File(['other'], 'b.png'), SETTINGS);
  await expect(first).rejects.toMatchObject({ code: 'aborted' });
  expect((await newer)?.picture.name).toBe('b.png');
  expect(worker.log).toEqual(['second b.png']);
});
