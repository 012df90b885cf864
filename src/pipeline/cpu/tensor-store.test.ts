import { expect, test } from 'vitest';
import type { TensorData } from '../../core/tensor';
import { TensorStore } from './tensor-store';

// Node 20 has none yet; this detaches the buffer as well.
ArrayBuffer.prototype.transfer ??= function (this: ArrayBuffer) {
  return structuredClone(this, { transfer: [this] });
};

const tensor = (data = new Float32Array(12)): TensorData => ({ dims: [1, 3, 2, 2], data });
const isFreed = ({ data }: TensorData): boolean => data.length === 0;

/** One whose slots hold one run each. */
function storeWith(slots: Parameters<TensorStore['commit']>[0][]): { store: TensorStore; inputs: TensorData[] } {
  const store = new TensorStore();
  const inputs = slots.map((slot) => {
    const input = tensor();
    store.running = { input };
    store.commit(slot);
    return input;
  });
  return { store, inputs };
}

test('a newer result frees the one before, and what was made of it', () => {
  const {
    store,
    inputs: [first],
  } = storeWith(['shown']);
  const map = store.derived.of(store.get('shown'), 'ssim-map', () => tensor(new Float32Array(12).fill(0.5)));
  const second = tensor();
  store.running = { input: second };
  expect(isFreed(first as TensorData)).toBe(false);
  store.commit('shown');
  expect([first, map, second].map((each) => isFreed(each as TensorData))).toEqual([true, true, false]);
});

test('tensors that two results share live as long as one of them', () => {
  const {
    store,
    inputs: [shared],
  } = storeWith(['shown']);
  store.running = { input: shared as TensorData, reconstruction: tensor() };
  store.commit('other');
  store.drop('shown');
  expect(isFreed(shared as TensorData)).toBe(false);
  store.drop('other');
  expect(isFreed(shared as TensorData)).toBe(true);
  expect(() => store.get('shown')).toThrow(/There is no result yet/);
});

test('a run that ended early is freed when the next one begins, without what it had taken over', () => {
  const {
    store,
    inputs: [taken],
  } = storeWith(['shown']);
  const own = tensor();
  // Moments are one buffer, and an unedited latent is the raw one.
  const moments = new Float32Array(24);
  store.running = {
    input: taken as TensorData,
    latent: own,
    'latent.raw': own,
    mean: tensor(moments.subarray(0, 12)),
    logvar: tensor(moments.subarray(12)),
  };
  store.begin();
  expect(store.running).toEqual({});
  expect([own.data.length, moments.length, isFreed(taken as TensorData)]).toEqual([0, 0, false]);
});

test('in the end nothing is left', () => {
  const { store, inputs } = storeWith(['shown', 'second', 'reference']);
  store.clear();
  expect(inputs.every(isFreed)).toBe(true);
});
