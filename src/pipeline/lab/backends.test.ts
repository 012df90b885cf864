import { Waits } from '../../core/waits';
import { expect, test, vi } from 'vitest';
import { defaultSettings, type Settings } from '../../core/settings/settings';
import type { Backend } from './backend';
import { openBackend } from './open-backend';
import { Backends } from './backends';
import type { Models } from './models';
import { FinishedRuns, type FinishedRun } from '../results/finished-runs';

vi.mock('./open-backend', () => ({ openBackend: vi.fn() }));

/** Backends of the model that settings name; `freed` says which were disposed of. */
function setUp() {
  const freed: string[] = [];
  const made: string[] = [];
  vi.mocked(openBackend).mockImplementation(async ({ model: { id } }) => {
    made.push(id);
    return {
      model: { id },
      stages: { results: { has: (slot: string) => slot === 'second' && id === 'with-second', drop: () => undefined } },
      fits: (_settings: Settings, model: { id: string }) => model.id === id,
      dispose: async () => void freed.push(id),
    } as unknown as Backend;
  });
  const models = { find: async ({ model }: Settings) => ({ id: model }), tidy: () => undefined } as unknown as Models;
  const emit = vi.fn();
  const runs = new FinishedRuns(emit);
  const backends = new Backends({
    models,
    runs,
    modelsUrl: '',
    store: {} as never,
    emit,
    waits: new Waits(() => undefined),
  });
  const prepare = (model: string): Promise<Backend> => backends.prepare({ ...defaultSettings(), model });
  const show = (tiling?: object) => runs.put('shown', { summary: { tiling }, info: {} } as unknown as FinishedRun);
  return { freed, made, backends, runs, prepare, show };
}

test('without a result the new one answers as soon as it is made', async () => {
  const { freed, backends, prepare } = setUp();
  await prepare('a');
  expect(backends.present?.model.id).toBe('a');
  await prepare('b');
  expect([backends.present?.model.id, freed]).toEqual(['b', ['a']]);
});

test('a result stays whole until the first one of the new backend', async () => {
  const { freed, made, backends, runs, prepare, show } = setUp();
  await prepare('a');
  show();
  const next = await prepare('b');
  // Its run was stopped here.
  expect([backends.present?.model.id, runs.find('shown') !== undefined, freed]).toEqual(['a', true, []]);
  expect(await prepare('b')).toBe(next);
  expect(made).toEqual(['a', 'b']);
  const freeing = backends.putInPlace(next);
  expect([backends.present, runs.find('shown')]).toEqual([next, undefined]);
  await freeing;
  expect(freed).toEqual(['a']);
});

test('one that nobody waits for any more is freed, and at most two are there', async () => {
  const { freed, backends, prepare, show } = setUp();
  const first = await prepare('a');
  show();
  await prepare('b');
  await prepare('c');
  expect(freed).toEqual(['b']);
  expect(await prepare('a')).toBe(first);
  await backends.putInPlace(first);
  expect([backends.newest, freed]).toEqual([first, ['b', 'c']]);
});

test('of a run in tiles there is no room for two', async () => {
  const { freed, backends, prepare, show } = setUp();
  await prepare('a');
  show({});
  await prepare('b');
  expect([backends.present?.model.id, freed]).toEqual(['b', ['a']]);
});

test('the second picture that the new one has made is kept', async () => {
  const { backends, runs, prepare, show } = setUp();
  await prepare('a');
  show();
  const second = runs.put('second', { summary: {}, info: {} } as unknown as FinishedRun);
  await backends.putInPlace(await prepare('with-second'));
  expect([runs.find('shown'), runs.find('second')]).toEqual([undefined, second]);
  await backends.putInPlace(await prepare('b'));
  expect(runs.find('second')).toBeUndefined();
});
