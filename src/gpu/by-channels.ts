import { ofChannel, type PerChannel } from '../core/math/affine';
import { elementCount } from '../core/math/geometry';

/** How many channels the parameters of one dispatch hold. */
const CHANNELS = 16;

/** What a dispatch takes of a tensor whose channels have two factors each. */
interface Share {
  /** First value, how many values, and how many of them share their factors. */
  readonly first: number;
  readonly count: number;
  readonly each: number;
  /** Rows of four: both factors and two zeros. */
  readonly factors: readonly number[];
}

/** The dispatches for a tensor [1,C,h,w]: one where the same factors hold for all channels, else one for every 16 channels. */
export function byChannels(dims: readonly number[], one: PerChannel, other: PerChannel): Share[] {
  const count = elementCount(dims);
  const isSame = typeof one === 'number' && typeof other === 'number';
  const channels = isSame ? 1 : (dims[1] as number);
  const each = count / channels;
  return Array.from({ length: Math.ceil(channels / CHANNELS) }, (_, share) => {
    const begin = share * CHANNELS;
    const taken = Math.min(CHANNELS, channels - begin);
    const factors = Array.from({ length: taken }, (_, at) => [
      ofChannel(one, begin + at),
      ofChannel(other, begin + at),
      0,
      0,
    ]).flat();
    return { first: begin * each, count: taken * each, each, factors };
  });
}
