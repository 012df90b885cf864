import { Button, ProgressBar } from 'react-aria-components';
import { P } from './words';
import './ranked.css';
import './measuring.css';

interface MeasuringProps {
  readonly running: boolean;
  /** What the button says while nothing runs. */
  readonly start: string;
  readonly onStart: () => void;
  readonly onStop: () => void;
  readonly isDisabled?: boolean;
  readonly done: number;
  /** 0 while it is not known. */
  readonly total: number;
  /** What is counted, such as 'Runs'. */
  readonly unit: string;
  /** Stands beside the button while nothing runs, such as how long it will take. */
  readonly outlook?: string;
  /** Why it ended early; '' otherwise. */
  readonly trouble: string;
  /** Whether what is shown was made with something else; words say with what. */
  readonly stale: boolean | string;
}

/** Start or Stop of something that takes several runs, how far it is, and what is wrong with what is there. */
export function Measuring(props: MeasuringProps) {
  const { running, start, onStart, onStop, isDisabled = false, done, total, unit, outlook, trouble, stale } = props;
  return (
    <>
      <div className="row between">
        {running ? (
          <Button className="button small solid" onPress={onStop}>
            <span>Stop</span>
          </Button>
        ) : (
          <Button className="button small solid" isDisabled={isDisabled} onPress={onStart}>
            <span>{start}</span>
          </Button>
        )}
        {running ? (
          <ProgressBar
            className="counted"
            aria-label={`${unit} that are done`}
            value={done}
            maxValue={Math.max(1, total)}
            valueLabel={total > 0 ? `${unit}: ${done} of ${total}` : 'Beginning…'}
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
        ) : outlook ? (
          <span className="mono small dim">{outlook}</span>
        ) : null}
      </div>
      {trouble ? (
        <P className="hint bad" role="alert">
          {trouble}
        </P>
      ) : null}
      {stale ? (
        <P className="stale" role="status">
          {`Stale: ${stale === true ? 'made with another picture, model or settings' : stale}.`}
        </P>
      ) : null}
    </>
  );
}
