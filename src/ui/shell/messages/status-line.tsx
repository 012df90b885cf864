import { bytes, milliseconds, number } from '../../kit/format';
import { useLab } from '../../lab-context';
import { isStale } from '../../kit/stale';
import { Reading } from '../../viewer/reading';

/** The line at the bottom: values under the crosshair, and what the last run cost. */
export function StatusLine() {
  const summary = useLab(({ result }) => (result?.stored ? null : (result?.summary ?? null)));
  const stale = useLab(isStale);
  return (
    <footer className="status">
      <Reading className="reading" />
      <span className="grow" />
      {summary ? (
        <>
          {stale ? <span className="warn">before edit</span> : null}
          <span className="from-wide">
            <i>readbacks</i>
            <span>{number(summary.readbacks.betweenStages)}</span>
          </span>
          {summary.backend === 'webgpu' ? (
            <span className="from-wide">
              <i>GPU</i>
              <span>{bytes(summary.gpuBytes)}</span>
            </span>
          ) : null}
          <span>
            <i>run</i>
            <span>{milliseconds(summary.totalMs)}</span>
          </span>
        </>
      ) : null}
    </footer>
  );
}
