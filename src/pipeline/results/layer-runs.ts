import type { ModelEntry } from '../../core/model/manifest';
import type { Part } from '../../core/tiles/run-plan';
import type { ChannelStats } from '../../core/tensor';
import type { Session } from '../../inference/runtime';

/** A network whose graph gives tensors of layers, and what it reads: what its part read for the shown result. */
export interface LayerSession {
  readonly session: Session;
  readonly part: Part;
  readonly model: ModelEntry;
  /** The encoder read an edited picture. */
  readonly edited: boolean;
}

/** One output of the session. */
export interface LayerTensor {
  readonly output: string;
  /** As the graph gives it, and as maps [1,C,H,W] of the same values. */
  readonly dims: readonly number[];
  readonly maps: readonly number[];
}

export interface MeasuredLayer {
  readonly channels: readonly ChannelStats[];
  readonly nonFinite: number;
}

/** Runs networks once more for what is inside of them. The inputs and what the run makes stay where the backend computes. */
export interface LayerRuns {
  /** The sizes that a graph gives, by the names of its outputs. @throws LabError 'no-picture' */
  sizes(of: LayerSession): Promise<ReadonlyMap<string, readonly number[]>>;
  /** Measures tensors, in their order, and keeps none but the `kept` one, with the shown result. @throws LabError 'no-picture', 'out-of-memory' */
  measure(of: LayerSession, tensors: readonly LayerTensor[], kept?: LayerTensor): Promise<MeasuredLayer[]>;
}

export function sizesOf(outputs: Awaited<ReturnType<Session['outputs']>>): ReadonlyMap<string, readonly number[]> {
  return new Map(Object.entries(outputs).map(([name, { data }]) => [name, Array.from(data, Number)]));
}
