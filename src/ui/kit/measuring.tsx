import { Button, ProgressBar } from 'react-aria-components';
import type { Elements } from './elements';
import { P } from './words';
import './ranked.css';
import './measuring.css';

interface StartStopProps {
  readonly running: boolean;
  /** What the button says while nothing runs. */
  readonly start: string;
  readonly onStart: () => void;
  readonly onStop: () => void;
  readonly isDisabled?: boolean;
  /** Stands beside the button. */
  readonly children?: Elements;
}

interface CountedProps {
  /** What is counted, such as 'Runs that are done'. */
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** How far it is, in words. */
  readonly said: string;
  /** Whether a bar stands beside the words. */
  readonly hasTrack?: boolean;
}

interface TroubleProps {
  /** Why it ended early; '' otherwise. */
  readonly trouble: string;
  /** Whether what is shown was made with something else; words say with what. */
  readonly stale: boolean | string;
}

interface MeasuringProps extends Omit<StartStopProps, 'children'>, TroubleProps {
  readonly done: number;
  /** 0 while it is not known. */
  readonly total: number;
  /** What is counted, such as 'Runs'. */
  readonly unit: string;
  /** Stands beside the button while nothing runs, such as how long it will take. */
  readonly outlook?: string;
}

/** Start or Stop of something that takes several runs, how far it is, and what is wrong with what is there. */
export function Measuring({ done, total, unit, outlook, trouble, stale, ...button }: MeasuringProps) {
  return (
    <>
      <StartStop {...button}>
        {button.running ? (
          <Counted
            label={`${unit} that are done`}
            {...{ done, total }}
            said={total > 0 ? `${unit}: ${done} of ${total}` : 'Beginning…'}
          />
        ) : outlook ? (
          <span className="mono small dim">{outlook}</span>
        ) : null}
      </StartStop>
      <Trouble {...{ trouble, stale }} />
    </>
  );
}

/** A button that starts something, and stops it while it runs. */
export function StartStop({ running, start, onStart, onStop, isDisabled = false, children }: StartStopProps) {
  return (
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
      {children}
    </div>
  );
}

/** How far it is. */
export function Counted({ label, done, total, said, hasTrack = true }: CountedProps) {
  return (
    <ProgressBar className="counted" aria-label={label} value={done} maxValue={Math.max(1, total)} valueLabel={said}>
      {({ percentage, valueText }) => (
        <>
          <span className="mono small">{valueText}</span>
          {hasTrack ? (
            <span className="track" aria-hidden>
              <i style={{ width: `${percentage ?? 0}%` }} />
            </span>
          ) : null}
        </>
      )}
    </ProgressBar>
  );
}

/** What is wrong with what is there. */
export function Trouble({ trouble, stale }: TroubleProps) {
  return (
    <>
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
