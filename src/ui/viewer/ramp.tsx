import type { Legend } from '../../core/view';
import { rampGradient } from '../colours';
import { number, signed } from '../format';

interface RampProps {
  readonly legends: readonly Legend[];
  /** From the values of the view to those that are written, and what they are measured in. */
  readonly factor?: number;
  readonly unit?: string;
}

/** The colour map of a view with the values of its ends; "max" where its rectangles have ranges of their own. */
export function Ramp({ legends, factor = 1, unit = '' }: RampProps) {
  const mapped = legends.filter(({ map }) => map !== 'rgb');
  const [first] = mapped;
  if (!first || first.map === 'rgb') return null;
  const same = mapped.every(({ low, high }) => low === first.low && high === first.high);
  const most = factor * Math.max(Math.abs(first.low), Math.abs(first.high));
  const decimals = most >= 10 ? 0 : most >= 0.1 ? 2 : 4;
  const end = (value: number): string => (first.map === 'signed' ? signed : number)(value * factor, decimals);
  const [low, high] = same ? [end(first.low), end(first.high)] : first.map === 'signed' ? ['−max', '+max'] : ['min', 'max'];
  return (
    <span className="ramp" role="img" aria-label={`Colours from ${low} to ${high}${unit}`}>
      <span>{low}</span>
      <i style={{ background: rampGradient(first.map) }} />
      <span>{high}{unit}</span>
    </span>
  );
}
