import { CODEC_FORMATS, distinctRates, type CodecFormat, type CodecPoint } from '../../../core/metrics/codec';
import { aborted } from '../../../core/errors';
import { LATENT_BITS, type LatentBits, type LatentEdits } from '../../../core/settings/latent-settings';
import type { RunSummary, TrialResult } from '../../../core/protocol';
import type { Settings } from '../../../core/settings/settings';
import type { Lab } from '../../../state/lab';
import { measurement, onePerLab, type Measurement, type MeasurementState } from '../../../state/measurement';
import { modelTitle } from '../../../state/model-of';
import type { LabState } from '../../../state/state-types';

/** Bits of a value: float32 as it is, then each quantisation, finest first. */
export const DEPTHS = [32, ...[...LATENT_BITS].reverse()] as const;
export type Depth = LatentBits | 32;
/** Files of each format. */
const CODEC_POINTS = 8;

/** The run with one number of bits for each latent value; rates in bits a pixel. */
export interface RateStep extends Pick<RunSummary, 'psnr' | 'identical' | 'ssim'> {
  readonly depth: Depth;
  /** Every value takes all its bits. */
  readonly fixed: number;
  /** Order-0 entropy of the codes; null for float32, which has none. */
  readonly estimated: number | null;
  /** The ends of the channels, which a decoder needs besides the codes. */
  readonly side: number;
}

export interface RateResult {
  /** What it was made with: see keyOf. */
  readonly key: string;
  /** Title of the model. */
  readonly model: string;
  readonly steps: readonly RateStep[];
  /** Lowest rate first in each format. */
  readonly codecs: Readonly<Record<CodecFormat, readonly CodecPoint[]>>;
  /** Formats that this browser cannot write. */
  readonly missing: readonly CodecFormat[];
}

interface Points {
  readonly result: RateResult | null;
  readonly progress: { readonly of: 'depths' | CodecFormat; readonly done: number; readonly total: number };
}

export type RateState = Points & MeasurementState;

export interface Rate extends Pick<Measurement<Points>, 'store' | 'stop'> {
  /** Measures everything. Resolves when it has ended, however it did. */
  start(): Promise<void>;
}

/** Two states with one key give the same points: picture, model and settings, but not the bits of the latent. */
export function keyOf({ picture, settings }: Pick<LabState, 'picture' | 'settings'>): string {
  return JSON.stringify([picture?.version ?? 0, withDepth(settings, 32)]);
}

export function withDepth(settings: Settings, depth: Depth): Settings {
  const latent = withoutBits(settings.latent);
  return { ...settings, latent: depth === 32 ? latent : { ...latent, bits: depth } };
}

const withoutBits = ({ bits: _bits, ...latent }: LatentEdits): LatentEdits => latent;

/** Rates at which files are compared: the estimated ones of the steps, then the fixed ones of 16 bits and below. */
export function codecRates(steps: readonly RateStep[]): number[] {
  const quantised = steps.filter(({ depth }) => depth !== 32);
  return distinctRates(
    [...quantised.map(({ estimated }) => estimated ?? 0), ...quantised.map(({ fixed }) => fixed)],
    CODEC_POINTS,
  );
}

/**
 * Small pictures have no small files: rates under the smallest one all end there. What is missing of the points then goes
 * between it and the highest rate, evenly on a log scale.
 */
export function ratesBetween([lowest, ...others]: readonly CodecPoint[], rates: readonly number[]): number[] {
  const span = Math.max(...rates) / (lowest?.bitsPerPixel ?? Infinity);
  const count = span > 1 ? rates.length - others.length - 1 : 0;
  return Array.from({ length: count }, (_, i) => (lowest?.bitsPerPixel ?? 0) * span ** ((i + 1) / (count + 1)));
}

/** Rate and distortion of this page. */
export const rateOf = onePerLab(create);

const START: Points = { result: null, progress: { of: 'depths', done: 0, total: DEPTHS.length } };

function create({ store: lab, actions }: Lab): Rate {
  const { store, run, stop } = measurement<Points>(START, 'Stopped: the picture changed.');

  const start = (): Promise<void> => {
    // All of them: what a person changes meanwhile is not for the runs that are still to come.
    const { settings } = lab.getState();
    return run(START, async (signal) => {
      let result: RateResult = { key: '', model: '', steps: [], codecs: { jpeg: [], webp: [] }, missing: [] };
      let version = 0;
      const say = (change: Partial<RateResult>, progress: RateState['progress']): void => {
        if (signal.aborted) throw aborted();
        result = { ...result, ...change };
        store.setState({ result, progress });
      };
      for (const [index, depth] of DEPTHS.entries()) {
        const trial = await actions.trial({ settings: withDepth(settings, depth), rate: true }, signal);
        // The first one waits for the live run of the picture, which may be a version of its own.
        if (index === 0) version = lab.getState().picture?.version ?? 0;
        const key = keyOf({ picture: lab.getState().picture, settings });
        if (lab.getState().picture?.version !== version) throw aborted();
        say(
          {
            key,
            model: modelTitle(lab.getState(), trial.summary.model),
            steps: [...result.steps, stepOf(depth, trial)],
          },
          { of: 'depths', done: index + 1, total: DEPTHS.length },
        );
      }
      /** Resolves to whether this browser writes the format. */
      const measure = async (format: CodecFormat, targets: readonly number[]): Promise<boolean> => {
        for (const bitsPerPixel of targets) {
          const point = await actions.ask('codec', { format, bitsPerPixel }, settings);
          const { picture, work } = lab.getState();
          // The worker may have the next picture before the page says so.
          if (picture?.version !== version || work.status === 'opening') throw aborted();
          const points = point ? withPoint(result.codecs[format], point) : [];
          const progress = { of: format, done: points.length, total: rates.length };
          say(
            point ? { codecs: { ...result.codecs, [format]: points } } : { missing: [...result.missing, format] },
            progress,
          );
          if (!point) return false;
        }
        return true;
      };
      const rates = codecRates(result.steps);
      for (const format of CODEC_FORMATS) {
        if (await measure(format, rates)) await measure(format, ratesBetween(result.codecs[format], rates));
      }
    });
  };

  return { store, start, stop };
}

function stepOf(depth: Depth, { summary, rate }: TrialResult): RateStep {
  const { psnr, identical, ssim, width, height, compression } = summary;
  return {
    depth,
    psnr,
    identical,
    ssim,
    fixed: compression.bitsPerPixel,
    estimated: rate?.bitsPerPixel ?? null,
    side: (rate?.sideBits ?? 0) / (width * height),
  };
}

/** Two rates may be nearest to the same file. */
function withPoint(points: readonly CodecPoint[], point: CodecPoint): CodecPoint[] {
  return [...points.filter(({ quality }) => quality !== point.quality), point].sort(
    (a, b) => a.bitsPerPixel - b.bitsPerPixel,
  );
}
