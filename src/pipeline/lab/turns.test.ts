import { expect, test } from 'vitest';
import { Turns } from './turns';

/** Work that a test ends by hand. */
function held(log: string[], name: string) {
  let end = (): void => undefined;
  const until = new Promise<void>((resolve) => (end = resolve));
  const work = async (): Promise<string> => {
    log.push(name);
    await until;
    return name;
  };
  return { work, end: () => end() };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('runs go one after another, before every trial that waits', async () => {
  const turns = new Turns();
  const log: string[] = [];
  const first = held(log, 'run 1');
  const all = [
    turns.run(first.work),
    turns.trial(async () => void log.push('trial')),
    turns.run(async () => void log.push('run 2')),
  ];
  await settled();
  expect(log).toEqual(['run 1']);
  first.end();
  await Promise.all(all);
  expect(log).toEqual(['run 1', 'run 2', 'trial']);
});

test('a trial gives its turn to a run at its next step, and is begun again before later trials', async () => {
  const turns = new Turns();
  const log: string[] = [];
  const step = held(log, 'step');
  const trial = turns.trial(async (yieldTurn) => {
    log.push('trial 1');
    await step.work();
    yieldTurn();
    return 'done';
  });
  const later = turns.trial(async () => void log.push('trial 2'));
  await settled();
  const run = turns.run(async () => void log.push('run'));
  step.end();
  expect(await trial).toBe('done');
  await Promise.all([run, later]);
  expect(log).toEqual(['trial 1', 'step', 'run', 'trial 1', 'step', 'trial 2']);
});

test('what fails, fails alone', async () => {
  const turns = new Turns();
  const failing = turns.trial(() => Promise.reject(new Error('no')));
  const run = turns.run(() => Promise.reject(new Error('nor this')));
  const good = turns.trial(async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  await expect(run).rejects.toThrow('nor this');
  expect(await good).toBe('yes');
});

test('what throws before its first step ends its own turn alone', async () => {
  const turns = new Turns();
  const broken = (): never => {
    throw new Error('at once');
  };
  await expect(turns.run(broken)).rejects.toThrow('at once');
  await expect(turns.trial(broken)).rejects.toThrow('at once');
  expect(await turns.run(async () => 'next')).toBe('next');
});
