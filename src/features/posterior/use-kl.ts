import { useEffect, useState } from 'react';
import { liveJob } from '../../state/selectors';
import { seriesOf } from '../../state/versions';
import { useLab, useLabObject } from '../../ui/lab-context';

/** Nats of each latent channel of the newest result, mean over its positions. Null until its live run is there. */
export function useKl(): readonly number[] | null {
  const { readings } = useLabObject();
  const picture = useLab(seriesOf);
  const job = useLab(liveJob);
  const [known, setKnown] = useState<{ readonly picture: number; readonly nats: readonly number[] } | null>(null);
  useEffect(() => {
    if (job === null) return;
    let live = true;
    void readings.one(job, 'kl').then((tensor) => {
      if (!live || !tensor) return;
      const size = tensor.data.length / (tensor.dims[1] ?? 1);
      const nats = Array.from({ length: tensor.dims[1] ?? 0 }, (_, channel) => {
        let sum = 0;
        for (let i = channel * size; i < (channel + 1) * size; i++) sum += tensor.data[i] ?? 0;
        return sum / size;
      });
      setKnown({ picture, nats });
    });
    return () => {
      live = false;
    };
  }, [readings, job, picture]);
  return job !== null && known?.picture === picture ? known.nats : null;
}
