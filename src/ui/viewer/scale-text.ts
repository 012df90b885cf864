import type { Legend } from '../../core/view/view';
import type { Viewer } from '../../state/state-types';
import { VIEWS, type Scaled, type SourceId } from '../../state/views';
import { number, percent, signed } from '../kit/format';

/** Turns the values of a view into those that are written, and names their unit. */
export interface Unit {
  readonly factor: number;
  readonly unit: string;
}

/** Errors are written in steps of 8 bits, unless values are shown from -1 to 1. */
export function unitOfScale(source: SourceId, legends: readonly Legend[], { values }: Pick<Viewer, 'values'>): Unit {
  const { unit } = VIEWS[source];
  if (unit === 'nats') return { factor: 1, unit: ' nats' };
  if (unit !== 'levels' || values === 'unit') return { factor: 1, unit: '' };
  return isSquared(legends) ? { factor: 127.5 ** 2, unit: ' of 255²' } : { factor: 127.5, unit: ' of 255' };
}

/** The legends tell, and not the choice of the moment: a newly chosen view is drawn a little later. */
function isSquared(legends: readonly Legend[]): boolean {
  return legends.some(({ squared }) => squared);
}

/** What the ends of the colours stand for. */
export function endsOf({ map, low, high }: Legend, { factor }: Unit): readonly [string, string] {
  const most = factor * Math.max(Math.abs(low), Math.abs(high));
  const decimals = most >= 10 ? 0 : most >= 0.1 ? 2 : 4;
  const write = (value: number): string => (map === 'signed' ? signed : number)(value * factor, decimals);
  return [write(low), write(high)];
}

/** Ends of a whole view; where its rectangles have ranges of their own, the smallest and the largest of them. */
export function endsOfAll(legends: readonly Legend[], unit: Unit): readonly [string, string] {
  const all = mappedOf(legends);
  if (all.length > 0 && all.every(({ zero }) => zero)) return ['0', '0'];
  const mapped = all.filter(({ zero }) => !zero);
  const [first] = mapped;
  if (!first) return ['', ''];
  if (mapped.every(({ low, high }) => low === first.low && high === first.high)) {
    const [low, high] = endsOf(first, unit);
    return [low, high + unit.unit];
  }
  const sorted = [...mapped].sort((a, b) => a.high - b.high);
  const [least, most] = [sorted[0] as Legend, sorted[sorted.length - 1] as Legend];
  const range = `${endsOf(least, unit)[1].replace('+', '')} to ${endsOf(most, unit)[1].replace('+', '')}${unit.unit}`;
  return first.map === 'signed' ? ['−max', `+max, ${range}`] : ['min', `max, ${range}`];
}

export function mappedOf(legends: readonly Legend[]): Legend[] {
  return legends.filter(({ map }) => map !== 'rgb');
}

const SCALES = {
  shared: 'shared scale',
  level: 'scale per level',
  band: 'scale per band',
  channel: 'scale per channel',
  own: 'own scale',
} as const;

/** Everything else that was done to the values on their way to a colour: which share a scale, and how much gain. */
export function lookWords(source: SourceId, looks: Scaled): string[] {
  const { scale, gain } = VIEWS[source];
  const amount = gain?.(looks) ?? 1;
  return [
    ...(scale ? [SCALES[scale(looks)]] : []),
    ...(amount === 1 ? [] : [`gain ${number(amount, amount < 1 ? 1 : 0)}×`]),
  ];
}

/** What was left out or marked: said wherever the colours are. */
export function toneWords(legends: readonly Legend[], { factor, unit }: Unit): string[] {
  const floor = legends.find((legend) => legend.floor)?.floor;
  const shares = legends.find((legend) => legend.shares)?.shares;
  // The floor of squared errors is one of the errors themselves.
  const squared = isSquared(legends);
  const scaled = floor === undefined ? 0 : floor * (squared ? Math.sqrt(factor) : factor);
  return [
    ...(floor ? [`floor ${number(scaled, scaled >= 1 ? 0 : 3)}${squared ? unit.replace('²', '') : unit}`] : []),
    ...(legends.some(({ clip }) => clip) ? ['over-range hatched'] : []),
    ...(shares ? [`${shares.length} directions, ${percent(sumOf(shares))} of variance`] : []),
  ];
}

/** How the variance is split over red, green and blue. */
export function shareWords(shares: readonly number[]): string {
  const parts = shares.map((share, index) => `${'RGB'[index] ?? index} ${percent(share)}`);
  return `Three fixed directions show ${percent(sumOf(shares))} of the variance of this latent: ${parts.join(', ')}.`;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** What a view is called on the picture: a JPEG or WebP by its format and quality. */
export function titleOf(source: SourceId, legends: readonly Legend[]): string {
  return (source === 'codec' && legends[0]?.label) || VIEWS[source].title;
}
