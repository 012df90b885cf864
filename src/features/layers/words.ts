import { counted } from '../../core/counted';
import type { GraphLayer } from '../../core/model/graph-layers';
import { HALF_MAX, halfState, isUneven, medianSpread, mostOf, type LayerMeasures } from '../../core/metrics/layer-scan';
import { number, percent } from '../../ui/kit/format';

/** What a layer is called: its value without what exporters add to every name. */
export function layerName({ tensor }: Pick<GraphLayer, 'tensor'>): string {
  return tensor.replace(/^\//, '').replace(/_output_0$/, '');
}

export function shapeText(dims: readonly number[] | null): string {
  return dims ? dims.join(' × ') : '—';
}

/** A number of any size in three digits or so. */
export function amount(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(1).replace('-', '−');
  return number(value, Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 10 ? 1 : 3);
}

const LIMIT = number(HALF_MAX);

/** Where float16 would overflow. */
export function overflowSentence(layers: readonly LayerMeasures[]): string {
  const most = mostOf(layers, 'largest');
  if (!most) return 'No layer is measured yet.';
  const over = layers.filter((layer) => halfState(layer) === 'over');
  const near = layers.filter((layer) => halfState(layer) === 'near');
  const names = (found: readonly LayerMeasures[]): string =>
    `${found.slice(0, 3).map(layerName).join(', ')}${found.length > 3 ? ' and more' : ''}`;
  const largest = `The largest absolute value is ${amount(most.largest)}, in ${layerName(most)}`;
  if (over.length > 0)
    return `Float16 would overflow in ${counted(over.length, 'layer')}: ${names(over)}. ${largest}; float16 ends at ${LIMIT}.`;
  if (near.length > 0)
    return `Float16 would not overflow on this picture, but ${counted(near.length, 'layer')} ${near.length === 1 ? 'is' : 'are'} within a factor of two: ${names(near)}. ${largest}; float16 ends at ${LIMIT}.`;
  return `Float16 would not overflow on this picture. ${largest}, which is ${percent(most.largest / HALF_MAX, 2)} of ${LIMIT}, where float16 ends.`;
}

/** Whether the magnitudes of features are balanced. */
export function balanceSentence(layers: readonly LayerMeasures[]): string {
  const most = mostOf(
    layers.filter(({ channels }) => channels > 1),
    'strongest',
  );
  if (!most) return 'No layer has several channels, so there is nothing to balance.';
  const uneven = layers.filter(isUneven);
  const spread = `Half of the layers spread by at most ${percent(medianSpread(layers), 0)} of their mean magnitude`;
  const worst = `the most uneven is ${layerName(most)}, where one of ${most.channels} channels has ${percent(most.strongest, 0)} of the energy`;
  return uneven.length > 0
    ? `Feature magnitudes are not balanced: in ${counted(uneven.length, 'layer')} of ${layers.length} one channel has more energy than all others together. ${spread}; ${worst}.`
    : `Feature magnitudes are balanced: no channel has more energy than all others of its layer together. ${spread}; ${worst}.`;
}

/** Layers with channels that do not vary, and values that are no numbers; '' without any. */
export function faultSentence(layers: readonly LayerMeasures[]): string {
  const dead = layers.filter((layer) => layer.dead > 0);
  const broken = layers.filter(({ nonFinite }) => nonFinite > 0);
  const most = mostOf(dead, 'dead');
  return [
    most
      ? `${counted(dead.length, 'layer')} ${dead.length === 1 ? 'has' : 'have'} dead channels, most of them ${layerName(most)} (${percent(most.dead, 0)}).`
      : '',
    broken.length > 0 ? `Values that are not finite: ${broken.slice(0, 3).map(layerName).join(', ')}.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}
