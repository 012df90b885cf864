import { ChevronsLeftRight } from 'lucide-react';
import { VIEWS, type SourceId } from '../../state/views';
import { number } from '../kit/format';
import { useActions, useLab } from '../lab-context';

/** The divider of layout 'slider': a native range input, whose thumb is the whole height of the picture. */
export function CompareSlider({ a, b }: { a: SourceId; b: SourceId }) {
  const { setSplit } = useActions();
  const split = useLab((state) => state.viewer.split);
  const [left, right] = [VIEWS[a].title.toLowerCase(), VIEWS[b].title.toLowerCase()];
  return (
    <div className="compare">
      <input
        type="range"
        min={0}
        max={100}
        step={0.1}
        value={split}
        aria-label={`Compare ${left} and ${right}`}
        aria-valuetext={`${number(split)} % ${left}`}
        onChange={(event) => setSplit(Number(event.target.value))}
        onKeyDown={(event) => {
          // The native step is 0.1; whole percents are what a key should move, ten with Shift.
          const sign = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
          if (!sign) return;
          event.preventDefault();
          setSplit(split + sign * (event.shiftKey ? 10 : 1));
        }}
      />
      <div className="divider" style={{ left: `${split}%` }} aria-hidden>
        <span className="grip">
          <ChevronsLeftRight size={18} strokeWidth={1.5} />
        </span>
      </div>
    </div>
  );
}
