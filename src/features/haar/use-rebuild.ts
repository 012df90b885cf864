import { useEffect, useState } from 'react';
import { toErrorInfo } from '../../core/errors';
import type { RebuildStep } from '../../core/protocol';
import { liveSummary } from '../../state/selectors';
import { seriesOf } from '../../state/versions';
import { useActions, useLab } from '../../ui/lab-context';

interface Measured {
  readonly series: number;
  readonly steps: readonly RebuildStep[] | null;
  /** Why there are no steps; '' while they are made. */
  readonly trouble: string;
}

/** What each step of the rebuilt picture is worth: measured once a picture or frame, since edits do not change it. */
export function useRebuild(): Pick<Measured, 'steps' | 'trouble'> {
  const { rebuild } = useActions();
  const version = useLab((state) => (liveSummary(state) ? (state.picture?.version ?? null) : null));
  const series = useLab(seriesOf);
  const [measured, setMeasured] = useState<Measured | null>(null);
  useEffect(() => {
    if (version === null) return;
    let live = true;
    rebuild().then(
      (steps) => {
        if (live) setMeasured({ series, steps, trouble: '' });
      },
      (thrown: unknown) => {
        if (live) setMeasured({ series, steps: null, trouble: toErrorInfo(thrown).message });
      },
    );
    return () => {
      live = false;
    };
  }, [rebuild, version, series]);
  return version !== null && measured?.series === series ? measured : { steps: null, trouble: '' };
}
