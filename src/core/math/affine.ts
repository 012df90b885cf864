import type { TensorData } from '../tensor';

/** One number for every channel, or one a channel. */
export type PerChannel = number | readonly number[];

/** The number of one channel. */
export function ofChannel(value: PerChannel, channel: number): number {
  return typeof value === 'number' ? value : (value[channel] as number);
}

/** Numbers channel by channel, made of those of one or more others; one number where all of them are one number. */
export function perChannel(make: (...values: number[]) => number, ...from: readonly PerChannel[]): PerChannel {
  const rows = from.find((value) => typeof value !== 'number');
  const at = (channel: number): number => make(...from.map((value) => ofChannel(value, channel)));
  return rows ? rows.map((_, channel) => at(channel)) : at(0);
}

/** Whether it is this number in every channel. */
export function isEverywhere(value: PerChannel, number: number): boolean {
  return typeof value === 'number' ? value === number : value.every((each) => each === number);
}

export function isSamePerChannel(first: PerChannel, second: PerChannel): boolean {
  const both = perChannel((a, b) => Number(a === b), first, second);
  return isEverywhere(both, 1);
}

/** value * gain + offset. */
export interface Affine {
  readonly gain: PerChannel;
  readonly offset: PerChannel;
}

/** A new tensor [1,C,h,w]; the one that came in where nothing is to be done. */
export function applyAffine(tensor: TensorData, affine: Affine | null): TensorData {
  if (!affine) return tensor;
  const { dims, data } = tensor;
  const channels = dims[1] as number;
  const values = data.length / channels;
  const changed = new Float32Array(data.length);
  for (let channel = 0; channel < channels; channel++) {
    const [gain, offset] = [ofChannel(affine.gain, channel), ofChannel(affine.offset, channel)];
    for (let i = channel * values; i < (channel + 1) * values; i++) changed[i] = gain * (data[i] as number) + offset;
  }
  return { dims: [...dims], data: changed };
}
