import { useEffect, useState } from 'react';
import { estimateRate, quantise } from '../../core/math/quantise';
import type { RunSummary } from '../../core/protocol';
import { useLabObject } from '../../ui/lab-context';

/** Bits a pixel that an ideal entropy coder takes for the codes of a quantised latent. Null without codes, and until they are read. */
export function useEntropy({
  job,
  width,
  height,
  settings: {
    latent: { bits },
  },
}: RunSummary): number | null {
  const { readings } = useLabObject();
  const [known, setKnown] = useState<{ readonly job: number; readonly bitsPerPixel: number } | null>(null);
  useEffect(() => {
    if (!bits) return;
    let live = true;
    void readings.one(job, 'latent').then((latent) => {
      // Values that lie on the steps already have the same codes again.
      if (live && latent)
        setKnown({ job, bitsPerPixel: estimateRate(quantise(latent, bits), width, height).bitsPerPixel });
    });
    return () => {
      live = false;
    };
  }, [readings, job, bits, width, height]);
  return bits && known?.job === job ? known.bitsPerPixel : null;
}
