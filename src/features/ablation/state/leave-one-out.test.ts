import { describe, expect, it } from 'vitest';
import { keyOf, leaveOneOut, leftOutPlan } from './leave-one-out';
import { openedLab, settled, summaryOf, type TestClient } from '../../../state/test-client';

/** Answers trials as they come: muting a band costs what `costOf` says of its keys. */
async function answerAll(client: TestClient, count: number, costOf: (keys: string[]) => number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await expect.poll(() => client.trials.length).toBeGreaterThan(index);
    const trial = client.trials[index];
    const keys = Object.keys(trial?.settings.bands ?? {});
    trial?.resolve({ summary: summaryOf(50 + index, trial.settings, 30 - (keys.length > 0 ? costOf(keys) : 0)) });
  }
}

async function ready() {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  return { lab, client, all: leaveOneOut(lab) };
}

describe('the plan', () => {
  it('has the 12 bands that the encoder reads, 36 by colour, and 10 where the picture is edited', () => {
    expect(leftOutPlan('network', false).map(({ name }) => name)).toEqual([
      'A1',
      'H1',
      'V1',
      'D1',
      'A2',
      'H2',
      'V2',
      'D2',
      'A3',
      'H3',
      'V3',
      'D3',
    ]);
    expect(leftOutPlan('network', true)).toHaveLength(36);
    const names = leftOutPlan('picture', false).map(({ name }) => name);
    expect(names).toHaveLength(10);
    expect(names).not.toContain('A1');
    expect(leftOutPlan('picture', true)).toHaveLength(30);
    expect(leftOutPlan('network', true).find(({ name }) => name === 'V2 G')?.keys).toEqual(['2.V.G']);
  });
});

describe('leave one out', () => {
  it('ranks by loss, against the unedited run, whatever is edited or changed meanwhile', async () => {
    const { lab, client, all } = await ready();
    lab.actions.set({ bands: { '3.D.B': { gain: 2 } }, bandsMode: 'picture' });
    await settled();
    client.finish();
    await settled();
    const run = all.start();
    lab.actions.set({ seed: 9 });
    await answerAll(client, 11, ([key]) => (key?.startsWith('3.A') ? 9 : key?.startsWith('2') ? 2 : 1));
    await run;
    const { ranking, running } = all.store.getState();
    expect(running).toBe(false);
    expect(ranking?.rows).toHaveLength(10);
    expect(ranking?.rows.slice(0, 4).map(({ name, psnrChange }) => [name, psnrChange])).toEqual([
      ['A3', -9],
      ['H2', -2],
      ['V2', -2],
      ['D2', -2],
    ]);
    expect(client.trials[0]?.settings).toMatchObject({ bands: {}, seed: 0, bandsMode: 'picture' });
    expect(
      client.trials.every(
        ({ settings }) => settings.seed === 0 && !('3.D.B' in settings.bands && Object.keys(settings.bands).length < 3),
      ),
    ).toBe(true);
    // The seed is another one now.
    expect(ranking?.key).not.toBe(keyOf(lab.store.getState()));
    lab.actions.undo();
    expect(ranking?.key).toBe(keyOf(lab.store.getState()));
    lab.actions.set({ bandsMode: 'network' });
    expect(ranking?.key).not.toBe(keyOf(lab.store.getState()));
  });

  it('stops with the rows that are there, and says why when it was not asked to', async () => {
    const { lab, client, all } = await ready();
    const run = all.start();
    await answerAll(client, 3, () => 1);
    await expect.poll(() => client.trials.length).toBe(4);
    all.stop();
    await run;
    expect(all.store.getState()).toMatchObject({ running: false, trouble: '' });
    expect(all.store.getState().ranking?.rows).toHaveLength(2);
    const again = all.start();
    await expect.poll(() => client.trials.length).toBe(5);
    client.trials[4]?.reject({ code: 'bad-output', message: 'The decoder returned only zeros.' });
    await again;
    expect(all.store.getState()).toMatchObject({ running: false, trouble: 'The decoder returned only zeros.' });
    expect(lab.store.getState().settings.bands).toEqual({});
  });
});
