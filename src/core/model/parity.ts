import { geometryOf } from '../math/geometry';
import type { BackendKind, Precision } from '../backend-kind';
import type { TensorData } from '../tensor';

/**
 * The parity receipt: one small picture through a backend, compared value by value with what PyTorch computed, or where
 * nothing is stored for a model, with the other backend.
 */

/** The compared tensors of a run, in the order of the pipeline. */
export const PARITY_STAGES = [
  'input',
  'bands1',
  'bands2',
  'bands3',
  'mean',
  'logvar',
  'latent',
  'coefficients',
  'reconstruction',
] as const;
export type ParityStageName = (typeof PARITY_STAGES)[number];
export type ParityTensors = Readonly<Record<ParityStageName, TensorData>>;

/**
 * Transforms agree to the last digits of float32; networks sum in another order on every device. Sums in float16 were up to 7.4e-3
 * off on the stored picture, and 7.7e-3 on others (docs/benchmarks.md, "Half precision"); what is wrong is off by far more.
 */
export const PARITY_LIMITS = { exact: 1e-5, network: 1e-3, half: 1e-2 } as const;
const EXACT: readonly ParityStageName[] = ['input', 'bands1', 'bands2', 'bands3'];

const TITLES: Readonly<Record<ParityStageName, string>> = {
  input: 'Input',
  bands1: 'Haar, level 1',
  bands2: 'Haar, level 2',
  bands3: 'Haar, level 3',
  mean: 'Encoder, mean',
  logvar: 'Encoder, log-variance',
  latent: 'Posterior',
  coefficients: 'Decoder',
  reconstruction: 'Reconstruction',
};

export function parityTitle(name: ParityStageName): string {
  return TITLES[name];
}

export interface ParityStage {
  readonly name: ParityStageName;
  /**
   * Largest and mean absolute difference; Infinity where a value is not a number. Of outputs of networks and what follows
   * as shares of the largest absolute value that they are compared with; of input and bands in their own units.
   */
  readonly max: number;
  readonly mean: number;
  readonly limit: number;
  readonly ok: boolean;
}

export type ParitySide = BackendKind | 'pytorch';

export interface ParityComparison {
  readonly of: BackendKind;
  readonly with: ParitySide;
  readonly ok: boolean;
  readonly stages: readonly ParityStage[];
}

/** What window.litevae.parity() resolves with. `ok`, `of`, `with` and `stages` are those of what runs, on the first line. */
export interface ParityReceipt extends ParityComparison {
  readonly comparisons: readonly ParityComparison[];
  readonly model: string;
  readonly adapter: string;
  readonly ort: string;
  /** Precision of what runs. */
  readonly precision: Precision;
  /** Sides of the picture in pixels. */
  readonly width: number;
  readonly height: number;
  /** When it was made: ISO 8601. */
  readonly made: string;
}

/** What one backend made of the picture, and what is stored for its model. */
export interface ParityRun {
  /** Id of the model that ran. */
  readonly model: string;
  readonly backend: BackendKind;
  readonly precision: Precision;
  /** The graphs compute in float16 themselves. */
  readonly isHalf?: boolean;
  readonly tensors: ParityTensors;
  /** null for a model that came without. */
  readonly stored: ParityTensors | null;
}

/** The picture for models that nothing is stored for: waves, an edge and texture, RGBA. */
export function parityPixels(side = 64): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * side * side).fill(255);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (let c = 0; c < 3; c++) {
        const disc = (x - 40) ** 2 + (y - 26) ** 2 < 160 ? 40 * (1 - 0.8 * c) : 0;
        const waves = 60 * Math.sin(x / (9 + 2 * c) + c / 2) + 45 * Math.cos(y / (13 - 2 * c) + x / 31);
        pixels[4 * (y * side + x) + c] = 125 + waves + disc + 10 * Math.sin(1.7 * x + 0.3 * y) * Math.sin(0.9 * y);
      }
    }
  }
  return pixels;
}

/** RGBA bytes of a planar picture [1,3,h,w] in [-1, 1], and its size. */
export function pixelsOf({ dims, data }: TensorData) {
  const [, , height = 0, width = 0] = dims;
  const count = width * height;
  const pixels = new Uint8ClampedArray(4 * count).fill(255);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) pixels[4 * i + c] = Math.round(((data[c * count + i] as number) + 1) * 127.5);
  }
  return { pixels, geometry: geometryOf(width, height) };
}

/** Whose limits hold. */
function limitsOf({ precision, isHalf }: ParityRun): Precision {
  return isHalf ? 'fp16' : precision;
}

/** @param precision fp16 where either side computed in it */
export function compareRuns(
  of: BackendKind,
  tensors: ParityTensors,
  other: ParitySide,
  expected: ParityTensors,
  precision: Precision = 'fp32',
): ParityComparison {
  // A log-variance that the encoder does not give has no values.
  const stages = PARITY_STAGES.filter((name) => tensors[name].data.length + expected[name].data.length > 0).map(
    (name) => compareStage(name, tensors[name], expected[name], precision),
  );
  return { of, with: other, ok: stages.every(({ ok }) => ok), stages };
}

function compareStage(
  name: ParityStageName,
  tensor: TensorData,
  expected: TensorData,
  precision: Precision,
): ParityStage {
  const exact = EXACT.includes(name);
  const limit = exact ? PARITY_LIMITS.exact : precision === 'fp16' ? PARITY_LIMITS.half : PARITY_LIMITS.network;
  if (tensor.dims.join() !== expected.dims.join()) return { name, max: Infinity, mean: Infinity, limit, ok: false };
  let [max, sum, largest] = [0, 0, 0];
  expected.data.forEach((value, i) => {
    const difference = Math.abs((tensor.data[i] as number) - value);
    max = Number.isFinite(difference) ? Math.max(max, difference) : Infinity;
    sum += difference;
    largest = Math.max(largest, Math.abs(value));
  });
  const unit = exact || largest === 0 ? 1 : largest;
  const mean = Number.isFinite(max) ? sum / expected.data.length / unit : Infinity;
  return { name, max: max / unit, mean, limit, ok: max / unit <= limit };
}

/**
 * Puts runs together: what runs first, then wasm where it is another one. Each is compared with what is stored, and the two
 * with each other.
 */
export function receiptOf(
  runs: readonly [ParityRun, ...ParityRun[]],
  facts: Pick<ParityReceipt, 'model' | 'adapter' | 'ort'>,
  made: Date,
): ParityReceipt {
  const [running, other] = runs;
  const { stored } = running;
  const comparisons: ParityComparison[] = [];
  const { precision } = running;
  if (stored)
    for (const each of runs)
      comparisons.push(compareRuns(each.backend, each.tensors, 'pytorch', stored, limitsOf(each)));
  if (other)
    comparisons.push(compareRuns(running.backend, running.tensors, other.backend, other.tensors, limitsOf(running)));
  const [first = { of: running.backend, with: running.backend, ok: true, stages: [] }] = comparisons;
  const [, , height = 0, width = 0] = running.tensors.input.dims;
  return { ...first, comparisons, ...facts, precision, width, height, made: made.toISOString() };
}

/** 3e−2, as it is written on the page. */
export function shortPower(value: number): string {
  return Number.isFinite(value) ? value.toExponential(0).replace('-', '−').replace('+', '') : 'not a number';
}

/** One sentence: how many stages agree, or the first that does not. */
export function paritySentence({ stages, ...rest }: Pick<ParityComparison, 'of' | 'with' | 'stages'>): string {
  if (stages.length === 0) return 'Nothing is stored for this model, and nothing else runs to compare with.';
  const wrong = stages.find(({ ok }) => !ok);
  if (wrong) {
    const [part] = parityTitle(wrong.name).split(',');
    if (!Number.isFinite(wrong.max)) return `${part} gives values that are not numbers.`;
    return `${part} differs by ${shortPower(wrong.max)} (limit ${shortPower(wrong.limit)}).`;
  }
  const most = Math.max(...stages.map(({ max }) => max));
  return `${stages.length} of ${stages.length} stages agree with ${rest.with === 'pytorch' ? 'PyTorch' : 'the CPU'} within ${shortPower(roundUp(most))}.`;
}

/** Says in a few words whether what runs matches PyTorch: unknown where no values of PyTorch are stored. */
export function matchText({
  ok,
  with: other,
  comparisons,
}: Pick<ParityReceipt, 'ok' | 'with' | 'comparisons'>): string {
  if (comparisons.length === 0) return 'unknown, nothing to compare with';
  if (other === 'pytorch') return ok ? 'yes' : 'no';
  return `unknown, GPU and CPU ${ok ? 'agree' : 'differ'}`;
}

/** The next power of ten: what values stay under. */
function roundUp(value: number): number {
  return 10 ** Math.ceil(Math.log10(Math.max(value, 1e-9)));
}
