import { useEffect, useState } from 'react';
import { liveJob } from '../../state/selectors';
import type { ReadTensors } from '../../state/readings';
import { useLab, useLabObject } from '../lab-context';

/**
 * The tensors under the crosshair, of what is shown: with edits, or before them. Fetched once a run, and only after
 * somebody has pointed at a picture.
 */
export function useReadings(): ReadTensors | null {
  const { readings } = useLabObject();
  const job = useLab((state) => (state.viewer.crosshair ? liveJob(state) : null));
  const before = useLab(({ viewer, slots }) =>
    viewer.before ? slots.reference?.version : viewer.bands.raw ? 0 : undefined,
  );
  const [loaded, setLoaded] = useState<{ job: number; before: number | undefined; tensors: ReadTensors } | null>(null);
  useEffect(() => {
    if (job === null) return;
    let live = true;
    void readings.load(job, before).then((tensors) => {
      if (live && tensors) setLoaded({ job, before, tensors });
    });
    return () => {
      live = false;
    };
  }, [readings, job, before]);
  return loaded && loaded.job === job && loaded.before === before ? loaded.tensors : null;
}
