import type { RunPlan } from './run-plan';
import type { Geometry } from '../math/geometry';

/** What one run of this device took: ms for each pixel that the networks read, and for each pixel of the picture in all other stages. */
export interface SpeedSample {
  readonly pixels: number;
  readonly encoder: number;
  readonly decoder: number;
  readonly rest: number;
  /** The run compiled shaders. */
  readonly cold: boolean;
}

/** Ms of a run, by the samples of the sizes nearest to it; warm ones where there are any. Null without one, and before a halo is measured. */
export function forecastMs(
  samples: readonly SpeedSample[],
  { paddedWidth, paddedHeight }: Geometry,
  plan: RunPlan,
): { ms: number; cold: boolean } | null {
  const warm = samples.filter(({ cold }) => !cold);
  const usable = warm.length > 0 ? warm : samples;
  if (usable.length === 0 || plan.encoder?.kind === 'measured') return null;
  const pixels = paddedWidth * paddedHeight;
  const apart = (sample: SpeedSample): number => Math.abs(Math.log(sample.pixels / pixels));
  const nearest = usable.toSorted((a, b) => apart(a) - apart(b)).slice(0, 3);
  const mean = (value: (sample: SpeedSample) => number): number =>
    nearest.reduce((sum, each) => sum + value(each), 0) / nearest.length;
  const factor = (part: 'encoder' | 'decoder'): number => plan[part]?.grid.factor ?? 1;
  return {
    ms: pixels * mean(({ encoder, decoder, rest }) => encoder * factor('encoder') + decoder * factor('decoder') + rest),
    cold: warm.length === 0,
  };
}
