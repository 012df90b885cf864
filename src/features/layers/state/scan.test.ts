import { expect, test, vi } from 'vitest';
import type { LayerList, LayerNumbers, SizedLayer } from '../../../core/model/graph-layers';
import type { Part } from '../../../core/tiles/run-plan';
import { openedLab, settled, type TestClient } from '../../../state/test-client';
import { groupsOf, scanOf } from './scan';

const layer = (tensor: string, operator = 'Conv', side = 2): SizedLayer => ({
  tensor,
  operator,
  name: `/${tensor}`,
  inputs: [],
  outputs: [tensor],
  parameters: 1,
  weights: [],
  groups: 1,
  shape: null,
  type: 'float32',
  dims: [1, 1, side, side],
});
const list = (part: Part, layers: readonly SizedLayer[], why: string | null = null): LayerList => ({
  part,
  model: 'litevae',
  job: 1,
  layers,
  why,
});

async function ready(encoder: LayerList, decoder: LayerList) {
  const { lab, client } = await openedLab();
  const asked: string[] = [];
  const measure = vi.fn(async (part: Part, tensors: readonly string[]): Promise<LayerNumbers[]> => {
    asked.push(`${part} ${tensors.join()}`);
    return tensors.map((tensor) => ({
      ...{ part, tensor, job: 1, dims: [1, 1, 2, 2], nonFinite: 0 },
      channels: [{ min: -1, max: 2, mean: 0, std: 1 }],
    }));
  });
  Object.assign(client as TestClient, {
    layers: (part: Part) => Promise.resolve(part === 'encoder' ? encoder : decoder),
    measureLayers: measure,
  });
  client.finish();
  await settled();
  return { lab, client, asked, measure, one: scanOf(lab) };
}

test('what computes is measured in groups, encoder first, and what only moves values is left out', async () => {
  const many = Array.from({ length: 30 }, (_, at) => layer(`c${at}`));
  const { one, asked } = await ready(
    list('encoder', [...many, layer('moved', 'Concat')]),
    list('decoder', [layer('d', 'Add')]),
  );
  await one.start();
  expect(asked).toEqual([
    `encoder ${many.slice(0, 24).map(({ tensor }) => tensor)}`,
    `encoder ${many.slice(24).map(({ tensor }) => tensor)}`,
    'decoder d',
  ]);
  const { scan, before, running, trouble } = one.store.getState();
  expect({ before, running, trouble }).toEqual({ before: null, running: false, trouble: '' });
  expect(scan).toMatchObject({ done: 31, total: 31, left: [] });
  expect(scan?.layers.at(-1)).toMatchObject({
    part: 'decoder',
    tensor: 'd',
    operator: 'Add',
    magnitude: 1,
    largest: 2,
  });
});

test('a large layer is a group of its own', () => {
  const groups = groupsOf(list('encoder', [layer('a'), layer('b', 'Conv', 8192), layer('c'), layer('d')]));
  expect(groups.map((group) => group.map(({ tensor }) => tensor).join())).toEqual(['a', 'b', 'c,d']);
});

test('a network that cannot be scanned and a group without room are said, and the rest goes on', async () => {
  const { one, measure } = await ready(
    list('encoder', [], 'This run began at a latent.'),
    list('decoder', [layer('big', 'Conv', 8192), layer('small')]),
  );
  measure.mockRejectedValueOnce({ code: 'out-of-memory', message: 'No room.' });
  await one.start();
  expect(one.store.getState().scan?.left).toEqual(['This run began at a latent.', 'big: No room.']);
  expect(one.store.getState().scan?.layers.map(({ tensor }) => tensor)).toEqual(['small']);
});

test('Stop keeps what is there, and so does another result, which says so', async () => {
  const layers = list('encoder', [layer('a', 'Conv', 8192), layer('b', 'Conv', 8192)]);
  const { lab, client, one, measure } = await ready(layers, list('decoder', []));
  const numbers = (await measure('encoder', ['a'])) as LayerNumbers[];
  measure.mockResolvedValueOnce(numbers);
  measure.mockImplementationOnce(async () => {
    one.stop();
    return numbers;
  });
  await one.start();
  expect(one.store.getState()).toMatchObject({ running: false, trouble: '', scan: { done: 1, total: 2 } });
  measure.mockResolvedValueOnce(numbers);
  measure.mockImplementationOnce(async () => {
    lab.actions.set({ seed: 7, posterior: 'sample' });
    await settled();
    client.finish();
    await settled();
    return numbers;
  });
  await one.start();
  const { scan, trouble } = one.store.getState();
  expect(scan?.layers).toHaveLength(1);
  expect(trouble).toMatch(/another result/i);
});

test('the last scan of other settings stays beside the new one; one of the same is replaced', async () => {
  const { lab, client, one } = await ready(list('encoder', [layer('a')]), list('decoder', []));
  await one.start();
  const first = one.store.getState().scan;
  await one.start();
  expect(one.store.getState().before).toBeNull();
  lab.actions.set({ seed: 7, posterior: 'sample' });
  await settled();
  client.finish();
  await settled();
  await one.start();
  expect(one.store.getState().before?.key).toBe(first?.key);
});
