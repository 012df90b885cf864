import { useEffect, useState } from 'react';
import { addValues, emptyHistogram, type Histogram } from '../../core/metrics/histogram';
import { liveJob } from '../../state/selectors';
import { seriesOf } from '../../state/versions';
import { useLab, useLabObject } from '../../ui/lab-context';

/** Which values of the newest run are counted, and how the counts are shown: both change together. */
export interface CountRequest {
  readonly tensor: string;
  /** Subtracted value by value before the factor. */
  readonly minus?: string;
  readonly channels: readonly { readonly name: string; readonly index: number }[];
  readonly low: number;
  readonly high: number;
  readonly bins: number;
  readonly factor: number;
  /** What is counted, with its unit: stands under the value axis. */
  readonly title: string;
  readonly scale: 'log' | 'linear';
  /** A normal distribution to compare with. */
  readonly normal?: { readonly name: string; readonly mean: number; readonly std: number };
}

export interface Curve {
  readonly name: string;
  readonly histogram: Histogram;
}

interface Counted {
  readonly request: CountRequest;
  readonly curves: readonly Curve[];
}

/** Values counted at a time: under 5 ms on a slow computer, then the page gets its turn. */
const CHUNK = 2 ** 19;

/**
 * Counts in the values of the newest run. Tensors are fetched once a run, and only while something that draws
 * them is open. What was counted stays until the next is there; null before.
 */
export function useCurves(request: CountRequest | null): Counted | null {
  const { readings } = useLabObject();
  const job = useLab(liveJob);
  const picture = useLab(seriesOf);
  const key = request && job !== null ? JSON.stringify(request) : '';
  const [counted, setCounted] = useState<(Counted & { readonly picture: number }) | null>(null);

  useEffect(() => {
    if (!key || job === null) return;
    let live = true;
    const wanted = JSON.parse(key) as CountRequest;
    const count = async (): Promise<void> => {
      const values = await readings.one(job, wanted.tensor);
      const minus = wanted.minus ? await readings.one(job, wanted.minus) : undefined;
      if (!values || minus === null) return;
      const curves: Curve[] = [];
      const size = values.data.length / (values.dims[1] ?? 1);
      for (const { name, index } of wanted.channels) {
        const histogram = emptyHistogram(wanted.low, wanted.high, wanted.bins);
        const end = (index + 1) * size;
        for (let start = index * size; start < end; start += CHUNK) {
          if (!live) return;
          addValues(histogram, values.data, start, Math.min(end, start + CHUNK), wanted.factor, minus?.data);
          await nextTask();
        }
        curves.push({ name, histogram });
      }
      if (live) setCounted({ request: wanted, curves, picture });
    };
    void count();
    return () => {
      live = false;
    };
  }, [readings, job, key, picture]);

  return job !== null && counted?.picture === picture ? counted : null;
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
