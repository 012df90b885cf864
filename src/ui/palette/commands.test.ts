import { describe, expect, it, vi } from 'vitest';
import { openedLab, settled, testLab } from '../../state/test-client';
import type { CommandTools } from '../kit/command';
import { allCommands } from './commands';

const tools = (lab: CommandTools['lab']): CommandTools => ({
  lab,
  dialogs: { pickFile: vi.fn(), show: vi.fn() },
  paste: vi.fn(),
  copyLink: vi.fn(),
  saveView: vi.fn(),
});
const repeated = (values: readonly string[]): string[] =>
  values.filter((value, index) => values.indexOf(value) !== index);

describe('commands', () => {
  it('have ids and names of their own, before and after a run', async () => {
    const { lab, client } = await openedLab();
    for (const state of ['running', 'done']) {
      const commands = allCommands(tools(lab));
      expect(repeated(commands.map(({ id }) => id)), state).toEqual([]);
      expect(repeated(commands.map(({ name }) => name)), state).toEqual([]);
      client.finish(30);
      await settled();
    }
  });

  it('that make no sense now say why', () => {
    const { lab } = testLab();
    const blocked = (id: string) => allCommands(tools(lab)).find((command) => command.id === id)?.blocked;
    expect(blocked('png')).toBe('no picture yet');
    expect(blocked('npy')).toBe('no result yet');
    expect(blocked('undo')).toBe('nothing to undo');
    lab.actions.set({ seed: 5 });
    expect(blocked('undo')).toBeUndefined();
  });

  it('that destroy ask before they do', async () => {
    const { lab, client } = await openedLab();
    client.finish();
    await settled();
    lab.actions.set({ seed: 5 });
    const destroying = allCommands(tools(lab)).filter(({ destroys }) => destroys);
    expect(destroying.map(({ id }) => id)).toEqual(['fresh']);
    destroying[0]?.run();
    await settled();
    expect(lab.store.getState()).toMatchObject({ question: { kind: 'fresh' }, settings: { seed: 5 } });
    lab.actions.answer(false);
    await settled();
    expect(lab.store.getState()).toMatchObject({ question: null, settings: { seed: 5 } });
  });

  it('change what they name, and mark it as current', () => {
    const { lab } = testLab();
    const command = (id: string) => allCommands(tools(lab)).find((each) => each.id === id);
    command('side:256')?.run();
    expect(lab.store.getState().settings.maxSide).toBe(256);
    expect(command('side:256')?.isCurrent).toBe(true);
    expect(command('side:512')?.value).toBe('now 256 px');
    command('latent-bits:4')?.run();
    expect(lab.store.getState().settings.latent).toEqual({ bits: 4 });
    command('latent-bits:off')?.run();
    expect(lab.store.getState().settings.latent).toEqual({});
    command('band:V3')?.run();
    expect(lab.store.getState().viewer.bands).toMatchObject({ level: 3, orientation: 'V' });
    command('solo:V3')?.run();
    expect(Object.keys(lab.store.getState().settings.bands)).toHaveLength(33);
  });
});
