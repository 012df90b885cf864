import { energyOf } from '../../core/metrics/band-energy';
import { bytesOfNetworks, type ModelEntry } from '../../core/model/manifest';
import type { ModelOperations, Operations } from '../../core/model/network/operations';
import type { RunSummary, StageName } from '../../core/protocol';
import type { DataRow } from '../../ui/kit/data-table';

/** A result and its model, which may have been removed since. */
export interface Measured {
  readonly run: RunSummary;
  readonly model: ModelEntry | undefined;
  /** What its networks compute for the picture; null until that is counted. */
  readonly operations?: ModelOperations | null;
  /** Null where it was not measured. */
  readonly stLpips: number | null;
}

type Value = number | string | null;
interface Measure {
  readonly head: string;
  readonly of: (measured: Measured) => Value;
}

const time =
  (stage: StageName) =>
  ({ run }: Measured) =>
    run.reused?.includes(stage) ? null : run.timings[stage];

/** Billions of multiplications with addition. */
const giga = (part: Operations | undefined): Value => (part ? atLeast(part.macs / 1e9, [part]) : null);

/** Operators that nobody can count make it the least. */
function atLeast(value: number, parts: readonly Operations[]): Value {
  return parts.some(({ uncounted }) => uncounted > 0) ? `over ${value.toPrecision(3)}` : value;
}

const FIRST: readonly Measure[] = [
  { head: 'PSNR, dB', of: ({ run }) => run.psnr },
  { head: 'SSIM', of: ({ run }) => run.ssim },
  { head: 'ST-LPIPS', of: ({ stLpips }) => stLpips },
  { head: 'MSE, levels²', of: ({ run }) => run.mse },
  { head: 'Mean |e|, levels', of: ({ run }) => run.meanAbsolute },
  { head: 'Max |e|, levels', of: ({ run }) => run.maxAbsolute },
];

/** The latent, channels × rows × columns, and at equal terms: values and bits for each pixel of the picture, whatever its shape is. */
const LATENT: readonly Measure[] = [
  { head: 'Latent', of: ({ run }) => run.latentDims.slice(1).join('×') },
  { head: 'Latent values', of: ({ run }) => run.compression.latentValues },
  { head: 'Values per pixel', of: ({ run }) => run.compression.latentValues / (run.width * run.height) },
  { head: 'Bits per value', of: ({ run }) => run.settings.latent.bits ?? 32 },
  { head: 'Bits per pixel', of: ({ run }) => run.compression.bitsPerPixel },
];

const COST: readonly Measure[] = [
  { head: 'Encoder, ms', of: time('encoder') },
  { head: 'Decoder, ms', of: time('decoder') },
  { head: 'Run, ms', of: ({ run }) => (run.reused?.length ? null : run.totalMs) },
  { head: 'Encoder, weights', of: ({ model }) => model?.encoder?.parameters ?? null },
  { head: 'Decoder, weights', of: ({ model }) => model?.decoder?.parameters ?? null },
  { head: 'Encoder, GMAC', of: ({ operations }) => giga(operations?.encoder) },
  { head: 'Decoder, GMAC', of: ({ operations }) => giga(operations?.decoder) },
  // At equal terms: each model pads a picture to sides of its own.
  {
    head: 'kMAC per pixel',
    of: ({ run, operations }) => {
      const parts = Object.values(operations ?? {});
      const macs = parts.reduce((sum, part) => sum + part.macs, 0);
      return parts.length === 0 ? null : atLeast(macs / (1000 * run.width * run.height), parts);
    },
  },
  {
    head: 'Files, bytes',
    of: ({ model }) => (model ? bytesOfNetworks(model) : null),
  },
];

/** Level 3 alone has an approximation: those above it are made of the bands below. */
const BANDS = [1, 2, 3].flatMap((level) =>
  ['H', 'V', 'D', ...(level === 3 ? ['A'] : [])].map((orientation): Measure => ({
    head: `MSE ${orientation}${level}, levels²`,
    of: ({ run }) => {
      const energy = energyOf(run.errorEnergies, (each) => each.level === level && each.orientation === orientation);
      return (energy * 127.5 ** 2) / (3 * run.width * run.height);
    },
  })),
);

/** Rows of shown, compared and their difference; with `all` also those of the latent, of costs and of each sub-band. */
export function measuresOf(shown: Measured, compared: Measured, all: boolean): DataRow[] {
  const measures = all ? [...FIRST, ...LATENT, ...COST, ...BANDS] : FIRST;
  return measures.map(({ head, of }) => {
    const [a, b] = [of(shown), of(compared)];
    const difference = typeof a === 'number' && typeof b === 'number' ? a - b : '—';
    return { head, cells: [a ?? '—', b ?? '—', difference] };
  });
}
