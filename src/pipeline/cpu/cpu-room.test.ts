import { expect, test } from 'vitest';
import type { TensorData } from '../../core/protocol';
import { CpuRoom } from './cpu-room';

// Node 20 has none yet; this detaches the buffer as well.
ArrayBuffer.prototype.transfer ??= function (this: ArrayBuffer) {
  return structuredClone(this, { transfer: [this] });
};

const tensor = (data = new Float32Array(12)): TensorData => ({ dims: [1, 3, 2, 2], data });
const isFreed = ({ data }: TensorData): boolean => data.length === 0;

/** A room whose slots hold one run each. */
function roomWith(slots: Parameters<CpuRoom['commit']>[0][]): { room: CpuRoom; inputs: TensorData[] } {
  const room = new CpuRoom();
  const inputs = slots.map((slot) => {
    const input = tensor();
    room.running = { input };
    room.commit(slot);
    return input;
  });
  return { room, inputs };
}

test('a newer result frees the one before, and what was made of it', () => {
  const {
    room,
    inputs: [first],
  } = roomWith(['shown']);
  const map = room.derived.of(room.get('shown'), 'ssim-map', () => tensor(new Float32Array(12).fill(0.5)));
  const second = tensor();
  room.running = { input: second };
  expect(isFreed(first as TensorData)).toBe(false);
  room.commit('shown');
  expect([first, map, second].map((each) => isFreed(each as TensorData))).toEqual([true, true, false]);
});

test('tensors that two results share live as long as one of them', () => {
  const {
    room,
    inputs: [shared],
  } = roomWith(['shown']);
  room.running = { input: shared as TensorData, reconstruction: tensor() };
  room.commit('other');
  room.drop('shown');
  expect(isFreed(shared as TensorData)).toBe(false);
  room.drop('other');
  expect(isFreed(shared as TensorData)).toBe(true);
  expect(() => room.get('shown')).toThrow(/There is no result yet/);
});

test('a run that ended early is freed when the next one begins, without what it had taken over', () => {
  const {
    room,
    inputs: [taken],
  } = roomWith(['shown']);
  const own = tensor();
  // Moments are one buffer, and an unedited latent is the raw one.
  const moments = new Float32Array(24);
  room.running = {
    input: taken as TensorData,
    latent: own,
    'latent.raw': own,
    mean: tensor(moments.subarray(0, 12)),
    logvar: tensor(moments.subarray(12)),
  };
  room.begin();
  expect(room.running).toEqual({});
  expect([own.data.length, moments.length, isFreed(taken as TensorData)]).toEqual([0, 0, false]);
});

test('in the end nothing is left', () => {
  const { room, inputs } = roomWith(['shown', 'second', 'reference']);
  room.clear();
  expect(inputs.every(isFreed)).toBe(true);
});
