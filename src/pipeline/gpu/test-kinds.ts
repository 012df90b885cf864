import type { PerChannel } from '../../core/math/affine';
import type { Downscale } from '../../core/model/manifest';
import type { TensorData } from '../../core/tensor';

/** Kinds of models for tests of both backends, whose networks only copy. */

/** Channels of a latent where a kind does not say. */
export const NZ = 4;

export interface Kind {
  readonly inputKind?: 'bands' | 'image';
  readonly gives?: 'moments' | 'latent';
  readonly writes?: 'coefficients' | 'image';
  readonly range?: readonly [-1 | 0, 1];
  readonly scale?: PerChannel;
  readonly shift?: PerChannel;
  readonly channels?: number;
  readonly downscale?: Downscale;
}

const BANDS = { inputKind: 'bands', writes: 'coefficients' } as const;
const each = (make: (channel: number) => number): number[] => Array.from({ length: 128 }, (_, at) => make(at));
export const KINDS: [string, Kind][] = [
  ['pixels in and out', {}],
  ['pixels of [0, 1], a mean alone, a scale and a shift', { range: [0, 1], gives: 'latent', scale: 0.25, shift: 0.5 }],
  ['pixels in, coefficients out', { writes: 'coefficients', range: [0, 1], scale: 0.18215 }],
  ['bands in, pixels out', { inputKind: 'bands', shift: -0.1 }],
  ['three channels, a downscale of 16', { channels: 3, downscale: 16 }],
  ['bands in, coefficients out, 64 channels, a downscale of 64', { ...BANDS, channels: 64, downscale: 64 }],
  [
    '128 channels with a scale and shift each, a downscale of 32',
    { channels: 128, downscale: 32, scale: each((at) => 0.5 + at / 64), shift: each((at) => at / 100 - 0.6) },
  ],
];

/** The top left value of each block, or each value as a block; channels take turns. */
export function resampled({ dims, data }: TensorData, channels: number, scale: number): TensorData {
  const [, count, height, width] = dims as [number, number, number, number];
  const [high, wide] = [height * scale, width * scale];
  const made = new Float32Array(channels * high * wide);
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < high; y++) {
      for (let x = 0; x < wide; x++) {
        const from = ((c % count) * height + Math.floor(y / scale)) * width + Math.floor(x / scale);
        made[(c * high + y) * wide + x] = (data[from] as number) * (1 - 0.1 * c);
      }
    }
  }
  return { dims: [1, channels, high, wide], data: made };
}
