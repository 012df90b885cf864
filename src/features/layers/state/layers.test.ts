import { expect, test, vi } from 'vitest';
import type { LayerList, LayerNumbers, LayerRef } from '../../../core/model/graph-layers';
import type { Part } from '../../../core/tiles/run-plan';
import { LAYERS_WAIT } from '../../../state/playing';
import type { LiveState } from '../../../state/state-types';
import { versionOf, whyNotShown } from '../../../state/versions';
import { VIEWS } from '../../../state/views';
import { openedLab, settled, type TestClient } from '../../../state/test-client';
import { layersOf } from './layers';
import { showLayer } from './show-layer';

const list = (part: Part, job: number, why: string | null = null): LayerList => ({
  part,
  model: 'litevae',
  job,
  layers: [{ tensor: 'x' } as LayerList['layers'][number]],
  why,
});
const numbers = (ref: LayerRef, job: number): LayerNumbers => ({ ...ref, job, dims: [], channels: [], nonFinite: 0 });

async function ready(why: string | null = null) {
  const { lab, client } = await openedLab();
  let job = 0;
  const layers = vi.fn(async (part: Part) => list(part, job, why));
  const layer = vi.fn(async ({ part, tensor }: LayerRef) => numbers({ part, tensor }, job));
  Object.assign(client as TestClient, { layers, layer });
  const finish = async (): Promise<void> => {
    client.finish();
    await settled();
    job = lab.store.getState().result?.summary.job ?? 0;
  };
  return { lab, layers, layer, finish, one: layersOf(lab) };
}

test('the list of a network and the chosen layer are asked for once a result', async () => {
  const { lab, layers, layer, finish, one } = await ready();
  await one.follow();
  expect(layers).not.toHaveBeenCalled();
  await finish();
  await Promise.all([one.follow(), one.follow()]);
  expect([layers.mock.calls.length, layer.mock.calls.length]).toEqual([1, 0]);
  showLayer(lab, { part: 'encoder', tensor: 'x' });
  await Promise.all([one.follow(), one.follow()]);
  expect([layers.mock.calls.length, layer.mock.calls.length]).toEqual([1, 1]);
  expect(one.store.getState().numbers?.tensor).toBe('x');
  lab.actions.set({ seed: 5, posterior: 'sample' });
  await settled();
  await finish();
  await one.follow();
  expect([layers.mock.calls.length, layer.mock.calls.length]).toEqual([2, 2]);
});

test('a layer that a model lacks, or that cannot be computed, is not asked for', async () => {
  const { lab, layer, finish, one } = await ready('It ran in tiles.');
  await finish();
  showLayer(lab, { part: 'decoder', tensor: 'x' });
  await one.follow();
  expect(layer).not.toHaveBeenCalled();
  expect(one.store.getState().lists.decoder?.why).toBe('It ran in tiles.');
});

test('nothing is computed while frames play; the frame that stands still has its layers', async () => {
  const { lab, layers, finish, one } = await ready();
  await finish();
  showLayer(lab, { part: 'encoder', tensor: 'x' });
  const request = VIEWS.layer.request(lab.store.getState().viewer);
  const live = (status: 'playing' | 'paused') => lab.store.setState({ live: { status } as LiveState });
  live('playing');
  await one.follow();
  expect(layers).not.toHaveBeenCalled();
  expect(whyNotShown(lab.store.getState(), request)).toBe(LAYERS_WAIT);
  expect(versionOf(lab.store.getState(), request)).toBeNull();
  live('paused');
  await one.follow();
  expect(one.store.getState().numbers?.tensor).toBe('x');
  expect(versionOf(lab.store.getState(), request)).not.toBeNull();
});

test('a chosen layer comes into the viewer, at its first page, and stays where a view of it is', async () => {
  const { lab, finish } = await ready();
  await finish();
  lab.actions.selectStage('latent');
  const request = () => VIEWS.layer.request(lab.store.getState().viewer);
  expect(whyNotShown(lab.store.getState(), request())).toContain('Choose a layer');
  lab.actions.setLayer({ page: 3 });
  showLayer(lab, { part: 'encoder', tensor: 'x' });
  expect(lab.store.getState().viewer.views.latent.b).toBe('layer');
  expect(lab.store.getState().viewer.layer).toMatchObject({ part: 'encoder', tensor: 'x', page: 0 });
  expect(whyNotShown(lab.store.getState(), request())).toBeNull();
  lab.actions.setView({ b: 'layer-channel' });
  showLayer(lab, { part: 'encoder', tensor: 'y' });
  expect(lab.store.getState().viewer.views.latent.b).toBe('layer-channel');
  lab.actions.selectStage('recon');
  lab.actions.setView({ layout: 'slider', b: 'recon' });
  showLayer(lab, { part: 'encoder', tensor: 'y' });
  expect(lab.store.getState().viewer.views.recon).toMatchObject({ layout: 'two', b: 'layer' });
});
