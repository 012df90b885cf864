import { describe, expect, it } from 'vitest';
import type { ViewRequest } from '../core/view/view';
import type { Lab } from './lab';
import { openedLab, pictureInfo, settled, summaryOf, testLab, type TestClient } from './test-client';
import { runTrials } from './trials';
import { versionOf } from './versions';

const OTHER: ViewRequest = { kind: 'picture', tensor: 'reconstruction', slot: 'other' };

async function ready(): Promise<{ lab: Lab; client: TestClient }> {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  return { lab, client };
}

/** Waits until the client was asked for as many trials, and answers the newest. */
async function answer(client: TestClient, count: number, psnr: number): Promise<void> {
  await expect.poll(() => client.trials.length).toBe(count);
  const trial = client.trials.at(-1);
  trial?.resolve({ summary: summaryOf(100 + count, trial.settings, psnr) });
}

const keep = (client: TestClient, job = 9): void =>
  client.emit({
    type: 'slot',
    slot: 'other',
    kept: { summary: summaryOf(job, client.runs[0]?.settings as never, 20), picture: pictureInfo() },
  });

describe('trials', () => {
  it('change the present settings for themselves only', async () => {
    const { lab, client } = await ready();
    const trial = lab.actions.trial({ settings: { posterior: 'sample', seed: 4 }, keep: 'other' });
    await answer(client, 1, 22);
    expect((await trial).summary.psnr).toBe(22);
    expect(client.trials[0]).toMatchObject({ keep: 'other', settings: { posterior: 'sample', seed: 4 } });
    expect(lab.store.getState().settings.posterior).toBe('mean');
    expect(client.runs).toHaveLength(1);
    await expect(lab.actions.trial({ settings: { seed: -1 } })).rejects.toMatchObject({ code: 'bad-setting' });
  });

  it('of the shown picture wait for its first run; without a picture there is none', async () => {
    const { lab, client } = await openedLab();
    const trial = lab.actions.trial({});
    await settled();
    expect(client.trials).toHaveLength(0);
    client.finish();
    await answer(client, 1, 30);
    await trial;
    await expect(testLab().lab.actions.trial({})).rejects.toMatchObject({ code: 'no-picture' });
  });

  it('run one after another, and stop when the signal says so', async () => {
    const { lab, client } = await ready();
    const stop = new AbortController();
    const got: (number | null)[] = [];
    const all = runTrials(
      lab.actions,
      [{}, { settings: { seed: 1 } }, {}],
      ({ summary }, index) => got.push(index, summary.psnr),
      stop.signal,
    );
    const stopped = expect(all).rejects.toMatchObject({ code: 'aborted' });
    await answer(client, 1, 10);
    await answer(client, 2, 11);
    await expect.poll(() => client.trials.length).toBe(3);
    stop.abort();
    await stopped;
    expect(got).toEqual([0, 10, 1, 11]);
  });

  it('stop all at once, those that have not been sent yet included', async () => {
    const { lab, client } = await ready();
    const sent = lab.actions.trial({});
    await expect.poll(() => client.trials.length).toBe(1);
    const unsent = lab.actions.trial({});
    lab.actions.cancelTrials();
    await expect(sent).rejects.toMatchObject({ code: 'aborted' });
    await expect(unsent).rejects.toMatchObject({ code: 'aborted' });
    expect(client.trials).toHaveLength(1);
    const later = lab.actions.trial({});
    await answer(client, 2, 5);
    expect((await later).summary.psnr).toBe(5);
  });
});

describe('slots', () => {
  it('have views of another version whenever they are filled, and none when they are dropped', async () => {
    const { lab, client } = await ready();
    const version = () => versionOf(lab.store.getState(), OTHER);
    expect(version()).toBeNull();
    keep(client);
    const first = version();
    keep(client);
    expect(first).toMatch(/^other \d+$/);
    expect(version()).not.toBe(first);
    expect(version()).not.toBe(versionOf(lab.store.getState(), { kind: 'picture', tensor: 'reconstruction' }));
    await lab.actions.dropSlot('other');
    expect(version()).toBeNull();
    expect(lab.store.getState().slots).toEqual({});
  });
});

describe('the second picture', () => {
  it('is asked for again when a result comes without it, once a result', async () => {
    const { lab, client } = await ready();
    const chosen = lab.actions.second(new File(['b'], 'b.png'));
    await expect.poll(() => client.seconds.length).toBe(1);
    const kept = { summary: summaryOf(1, client.runs[0]?.settings as never, 30), picture: pictureInfo('b.png') };
    client.emit({ type: 'slot', slot: 'second', kept });
    client.seconds[0]?.resolve(kept);
    expect((await chosen)?.name).toBe('b.png');
    expect(lab.store.getState().second?.name).toBe('b.png');

    client.emit({ type: 'slot', slot: 'second', kept: null });
    await lab.actions.set({ maxSide: 32 });
    await settled();
    client.finish();
    await settled();
    expect(client.calls.filter((call) => call.startsWith('second'))).toEqual(['second [object File]', 'second again']);
    client.seconds[1]?.reject({ code: 'out-of-memory', message: 'No.' });
    await settled();
    expect(client.seconds).toHaveLength(2);

    // A result that has it, which is then given up: nothing asks for it again.
    client.emit({ type: 'slot', slot: 'second', kept });
    await lab.actions.set({ maxSide: 64 });
    await settled();
    client.finish();
    await settled();
    const given = lab.actions.second(null);
    client.emit({ type: 'slot', slot: 'second', kept: null });
    expect(await given).toBeNull();
    expect(lab.store.getState().second).toBeNull();
    expect(client.calls.filter((call) => call === 'second again')).toHaveLength(1);
  });
});
