import { useEffect, useMemo, useState } from 'react';
import { layerTensor } from '../../core/model/graph-layers';
import type { TensorData } from '../../core/protocol';
import { isPlaying } from '../../state/playing';
import { liveJob } from '../../state/selectors';
import type { ReadTensors } from '../../state/readings';
import { LAYER_SOURCES } from '../../state/layer-views';
import { shownViews } from '../../state/stages';
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
  const layer = useLayer(useLab(isPlaying) ? null : job);
  const tensors = loaded && loaded.job === job && loaded.before === before ? loaded.tensors : null;
  return useMemo(() => (tensors && layer ? { ...tensors, layer } : tensors), [tensors, layer]);
}

/** The layer of a network that is looked at; null while none is, or it is not here yet. */
function useLayer(job: number | null): TensorData | null {
  const { readings } = useLabObject();
  const name = useLab(({ viewer: { stage, views, layer } }) => {
    const isShown = shownViews(views[stage]).some((source) => LAYER_SOURCES.includes(source));
    return isShown && layer.tensor ? layerTensor(layer) : null;
  });
  const [loaded, setLoaded] = useState<{ job: number; name: string; tensor: TensorData } | null>(null);
  useEffect(() => {
    if (job === null || name === null) return;
    let live = true;
    void readings.one(job, name).then((tensor) => {
      if (live && tensor) setLoaded({ job, name, tensor });
    });
    return () => {
      live = false;
    };
  }, [readings, job, name]);
  return loaded && loaded.job === job && loaded.name === name ? loaded.tensor : null;
}
