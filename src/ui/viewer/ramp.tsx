import type { Legend } from '../../core/view';
import { rampGradient } from '../colours';
import { number, signed } from '../format';

/** The colour map of a view with the values of its ends; "max" where its rectangles have ranges of their own. */
export function Ramp({ legends }: { legends: readonly Legend[] }) {
  const mapped = legends.filter(({ map }) => map !== 'rgb');
  const [first] = mapped;
  if (!first || first.map === 'rgb') return null;
  const same = mapped.every(({ low, high }) => low === first.low && high === first.high);
  const decimals = Math.max(Math.abs(first.low), Math.abs(first.high)) >= 10 ? 0 : 2;
  const end = (value: number): string => (first.map === 'signed' ? signed(value, decimals) : number(value, decimals));
  const [low, high] = same ? [end(first.low), end(first.high)] : first.map === 'signed' ? ['−max', '+max'] : ['min', 'max'];
  return (
    <span className="ramp" role="img" aria-label={`Colours from ${low} to ${high}`}>
      <span>{low}</span>
      <i style={{ background: rampGradient(first.map) }} />
      <span>{high}</span>
    </span>
  );
}
