import { expect, test, vi } from 'vitest';
import { defaultSettings, type Settings } from '../../core/settings/settings';
import { Waits } from '../../core/waits';
import { openBackend, type Backend } from './backend';
import { Backends } from './backends';
import type { Models } from './models';
import { Results, type Result } from '../results/results';

vi.mock('./backend', () => ({ openBackend: vi.fn() }));

/** Backends of the model that settings name; `freed` says which were disposed of. */
function setUp() {
  const freed: string[] = [];
  const made: string[] = [];
  vi.mocked(openBackend).mockImplementation(async ({ model: { id } }) => {
    made.push(id);
    return {
      model: { id },
      stages: { has: (slot: string) => slot === 'second' && id === 'with-second', drop: () => undefined },
      fits: (_settings: Settings, model: { id: string }) => model.id === id,
      dispose: async () => void freed.push(id),
    } as unknown as Backend;
  });
  const models = { find: async ({ model }: Settings) => ({ id: model }), tidy: () => undefined } as unknown as Models;
  const emit = vi.fn();
  const results = new Results(emit);
  const backends = new Backends({
    models,
    results,
    modelsUrl: '',
    store: {} as never,
    emit,
    waits: new Waits(() => undefined),
  });
  const prepare = (model: string): Promise<Backend> => backends.prepare({ ...defaultSettings(), model });
  const show = (tiling?: object) => results.put('shown', { summary: { tiling }, info: {} } as unknown as Result);
  return { freed, made, backends, results, prepare, show };
}

test('without a result the new one answers as soon as it is made', async () => {
  const { freed, backends, prepare } = setUp();
  await prepare('a');
  expect(backends.present?.model.id).toBe('a');
  await prepare('b');
  expect([backends.present?.model.id, freed]).toEqual(['b', ['a']]);
});

test('a result stays whole until the first one of the new backend', async () => {
  const { freed, made, backends, results, prepare, show } = setUp();
  await prepare('a');
  show();
  const next = await prepare('b');
  // Its run was stopped here.
  expect([backends.present?.model.id, results.find('shown') !== undefined, freed]).toEqual(['a', true, []]);
  expect(await prepare('b')).toBe(next);
  expect(made).toEqual(['a', 'b']);
  const freeing = backends.putInPlace(next);
  expect([backends.present, results.find('shown')]).toEqual([next, undefined]);
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
  const { backends, results, prepare, show } = setUp();
  await prepare('a');
  show();
  const second = results.put('second', { summary: {}, info: {} } as unknown as Result);
  await backends.putInPlace(await prepare('with-second'));
  expect([results.find('shown'), results.find('second')]).toEqual([undefined, second]);
  await backends.putInPlace(await prepare('b'));
  expect(results.find('second')).toBeUndefined();
});
