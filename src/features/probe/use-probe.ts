import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ModelEntry } from '../../core/model/manifest';
import type { TensorData } from '../../core/protocol';
import { liveJob } from '../../state/selectors';
import { probeOf, type Probe, type ProbeState } from './state/probe';
import { seriesOf } from '../../state/versions';
import { useLab, useLabObject } from '../../ui/lab-context';

export function useProbe(): Probe & { readonly state: ProbeState } {
  const probe = probeOf(useLabObject());
  return { ...probe, state: useStore(probe.store) };
}

/** Job of the present picture's live result; null before it. */
export function useLiveJob(): number | null {
  return useLab(liveJob);
}

/** The model that made the result, or will make it. */
export function useModel(): ModelEntry | null {
  return useLab(({ models, defaultModel, result, settings }) => {
    const id = result?.summary.model ?? (settings.model || defaultModel);
    return models.find((model) => model.id === id) ?? null;
  });
}

/** How many channels the latent has: of the result, else of the model; 0 while neither is known. */
export function useChannelCount(): number {
  const model = useModel();
  return useLab(({ result }) => result?.summary.latentDims[1] ?? 0) || (model?.latentChannels ?? 0);
}

export interface LatentTensors {
  readonly mean: TensorData;
  readonly logvar: TensorData;
  readonly latent: TensorData;
}

/** Latent tensors of the newest live run. Those of the run before stay until they are there. Null at first, and for another picture. */
export function useLatentTensors(): LatentTensors | null {
  const { readings } = useLabObject();
  const job = useLiveJob();
  const picture = useLab(seriesOf);
  const [loaded, setLoaded] = useState<{ readonly picture: number; readonly tensors: LatentTensors } | null>(null);
  useEffect(() => {
    if (job === null) return;
    let live = true;
    void Promise.all([readings.one(job, 'mean'), readings.one(job, 'logvar'), readings.one(job, 'latent')]).then(
      ([mean, logvar, latent]) => {
        if (live && mean && logvar && latent) setLoaded({ picture, tensors: { mean, logvar, latent } });
      },
    );
    return () => {
      live = false;
    };
  }, [readings, job, picture]);
  return job !== null && loaded?.picture === picture ? loaded.tensors : null;
}
