import { Button, ProgressBar } from 'react-aria-components';
import type { MeasurementState } from '../../state/measurement';
import { P } from '../../ui/kit/words';

interface MeasuringProps extends MeasurementState {
  /** What the button says. */
  readonly word: string;
  readonly done: number;
  readonly total: number;
  /** What is counted, such as runs. */
  readonly what: string;
  readonly isDisabled: boolean;
  /** Why what is there is not of the present picture and settings; '' when it is. */
  readonly stale: string;
  readonly onStart: () => void;
  readonly onStop: () => void;
}

/** Starts and stops a measurement in many steps, and says how far it is and what went wrong. */
export function Measuring({
  word,
  done,
  total,
  what,
  running,
  trouble,
  isDisabled,
  stale,
  onStart,
  onStop,
}: MeasuringProps) {
  return (
    <>
      <div className="row between">
        {running ? (
          <Button className="button small solid" onPress={onStop}>
            <span>Stop</span>
          </Button>
        ) : (
          <Button className="button small solid" isDisabled={isDisabled} onPress={onStart}>
            <span>{word}</span>
          </Button>
        )}
        {running ? (
          <ProgressBar
            className="counted"
            aria-label={`${what} that are done`}
            value={done}
            maxValue={Math.max(1, total)}
            valueLabel={`${done} of ${total}`}
          >
            {({ percentage, valueText }) => (
              <>
                <span className="mono small">{valueText}</span>
                <span className="track" aria-hidden>
                  <i style={{ width: `${percentage ?? 0}%` }} />
                </span>
              </>
            )}
          </ProgressBar>
        ) : null}
      </div>
      {trouble ? (
        <P className="hint bad" role="alert">
          {trouble}
        </P>
      ) : null}
      {stale ? <P className="stale" role="status">{`Stale: ${stale}.`}</P> : null}
    </>
  );
}
