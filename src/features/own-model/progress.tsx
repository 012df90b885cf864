import { Button, ProgressBar } from 'react-aria-components';
import type { InspectProgress } from '../../core/model/own-model';

/** What the check is doing, how far it is, and the way out. */
export function CheckProgress({
  progress,
  onStop,
}: {
  readonly progress: InspectProgress;
  readonly onStop: () => void;
}) {
  return (
    <div className="own-progress">
      <ProgressBar
        className="own-bar"
        aria-label="Check"
        value={Math.round(100 * progress.share)}
        valueLabel={`${progress.text}…`}
      >
        {({ percentage, valueText }) => (
          <>
            <span>{valueText}</span>
            <span className="mono dim">{`${Math.round(percentage ?? 0)}\u00a0%`}</span>
            <span className="own-track" aria-hidden>
              <i style={{ width: `${percentage ?? 0}%` }} />
            </span>
          </>
        )}
      </ProgressBar>
      <Button className="button small solid" onPress={onStop}>
        Stop
      </Button>
    </div>
  );
}
