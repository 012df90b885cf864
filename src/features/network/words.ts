import type { Size } from '../../core/math/scale';
import type { NetworkBlock } from '../../core/model/network/blocks';
import type { NetworkSketch } from '../../core/model/network/sketch';
import { number, size } from '../../ui/kit/format';

const NBSP = '\u00a0';

/** A count with three digits and its unit: 1.03 M, 5.76 G. */
export function short(count: number): string {
  const [factor, unit] = count >= 1e9 ? [1e9, 'G'] : count >= 1e6 ? [1e6, 'M'] : count >= 1e4 ? [1e3, 'k'] : [1, ''];
  const value = count / factor;
  const text = number(value, factor === 1 || value >= 100 ? 0 : value >= 10 ? 1 : 2);
  return unit ? `${text}${NBSP}${unit}` : text;
}

/** Multiply-accumulate operations: 5.76 GMAC. */
export function operations(count: number): string {
  return count === 0 ? '0' : `${short(count)}${count < 1e4 ? NBSP : ''}MAC`;
}

/** @param uncounted layers that are left out */
export function operationsOf({ macs, uncounted }: { readonly macs: number; readonly uncounted: number }): string {
  return uncounted > 0 ? `at least ${operations(macs)}` : operations(macs);
}

/** [1, channels, height, width] as width x height x channels; others as they are. */
export function shapeText(dims: readonly number[] | null): string {
  if (!dims) return 'not known';
  const [batch, channels = 1, height = 1, width = 1] = dims;
  return dims.length === 4 && batch === 1 ? `${size(width, height)} × ${channels}` : dims.join(' × ');
}

export function reductionText(reduction: number | null): string {
  return reduction === null ? 'size not known' : reduction < 1 ? `${1 / reduction}/1` : `1/${reduction}`;
}

/** What a block is called, with its number where several have the name. */
export function titleOf(blocks: readonly NetworkBlock[], at: number): string {
  const block = blocks[at];
  if (!block) return '';
  const name = nameOf(block, at === 0, at === blocks.length - 1);
  const alike = blocks.map((each, nth) => nameOf(each, nth === 0, nth === blocks.length - 1) === name);
  return alike.filter(Boolean).length > 1 ? `${name} ${alike.slice(0, at + 1).filter(Boolean).length}` : name;
}

function nameOf({ kind, level, reduction, layers }: NetworkBlock, isFirst: boolean, isLast: boolean): string {
  const to = reductionText(reduction);
  switch (kind) {
    case 'extractor':
      return `Extractor at ${to}`;
    case 'pooling':
      return `${layers.some(({ parameters }) => parameters > 0) ? 'Learnt pooling' : 'Pooling'}, level ${level}`;
    case 'join':
      return 'Join';
    case 'aggregator':
      return 'Aggregator';
    case 'down':
      return `Down to ${to}`;
    case 'up':
      return `Up to ${to}`;
    case 'residual':
      return 'Residual block';
    case 'attention':
      return 'Attention';
    case 'convolution':
      return isFirst && isLast
        ? 'Convolutions'
        : isFirst
          ? 'Input convolution'
          : isLast
            ? 'Output convolution'
            : 'Convolution';
    case 'other':
      return 'Without weights';
  }
}

/** What each kind of block does, in a sentence. */
export const KIND_WORDS: Readonly<Record<NetworkBlock['kind'], string>> = {
  extractor: 'Finds features in the bands of one level, without changing their size.',
  pooling: 'Brings the features of a level to the size of the latent.',
  join: 'Puts the features of all levels on top of each other, channel by channel.',
  aggregator: 'Makes mean and log-variance of the latent from the features of all levels.',
  convolution: 'Weighs each value and its neighbours, over all channels.',
  residual: 'Adds what it computes to what it got, so that what it got also goes on unchanged.',
  attention: 'Compares all places of the picture with each other, and mixes those that fit.',
  down: 'Makes the tensor smaller along both sides.',
  up: 'Makes the tensor larger along both sides.',
  other: 'Moves or rescales values; nothing in it was learnt.',
};

/** The whole network in a sentence. */
export function sketchWords(sketch: NetworkSketch): string {
  return `${number(sketch.parameters)} parameters, ${operationsOf(sketch)} for ${pixels(sketch.size)}`;
}

export function pixels({ width, height }: Size): string {
  return `${size(width, height)} pixels`;
}
