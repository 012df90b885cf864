import { useEffect, useState } from 'react';
import type { ReadTensors } from '../../state/readings';
import { useLab, useLabObject } from '../lab-context';

/** The tensors under the crosshair: fetched once a run, and only after somebody has pointed at a picture. */
export function useReadings(): ReadTensors | null {
  const { readings } = useLabObject();
  const job = useLab(({ picture, result, viewer }) =>
    result && !result.stored && result.picture === picture?.version && viewer.crosshair ? result.summary.job : null);
  const [loaded, setLoaded] = useState<{ job: number; tensors: ReadTensors } | null>(null);
  useEffect(() => {
    if (job === null) return;
    let live = true;
    void readings.load(job).then((tensors) => {
      if (live && tensors) setLoaded({ job, tensors });
    });
    return () => {
      live = false;
    };
  }, [readings, job]);
  return loaded && loaded.job === job ? loaded.tensors : null;
}
