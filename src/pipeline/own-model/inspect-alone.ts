import { toErrorInfo } from '../../core/errors';
import { haarForward } from '../../core/math/haar';
import { LatentSums } from '../../core/math/latent-axes';
import { noise } from '../../core/math/noise';
import { splitMoments } from '../../core/math/posterior';
import type { Downscale } from '../../core/model/manifest';
import { differs, fits, note, type Finding } from '../../core/model/model-contract';
import { checkDecoderRuns, checkEncoderRun } from '../../core/model/model-runs';
import type { ModelMeasures, OwnManifest, Range } from '../../core/model/own-model';
import { applyAffine } from '../../core/math/affine';
import { DOWNSCALES, toRange } from '../../core/model/contract';
import type { TensorData } from '../../core/tensor';
import type { Network } from './fixed-network';
import { testPicture, type PictureSet } from './measure-model';
import type { PlannedNetwork } from './model-files';
import { firstMultiple, fixedPixels, OBLONGS, outcomeOf, SQUARE, type Tried } from './try-networks';
import { twoOutputs } from './two-runs';

/** The check of one network that came without the other: its sizes, its values, and what these tell. */

/** What is known of one network alone. */
interface Alone {
  readonly nz: number;
  readonly downscale: Downscale;
  readonly multiple: Tried['multiple'];
  readonly measured: ModelMeasures;
}

/** There is no reconstruction to judge. */
const NO_QUALITY = { psnr: NaN, ssim: NaN, byRange: null };

/** Cells of the latents that a decoder is tried on: a square, then an oblong of odd numbers. */
const LATENTS = [
  [8, 8],
  [5, 7],
] as const;
/** Values of pixels under this are no overshoot of [0, 1], and one in so many is enough to tell. */
const BELOW_UNIT = -0.1;
const FEW = 0.01;

/** N(0, 1), [1,channels,height,width]. */
function sample(channels: number, height: number, width: number): TensorData {
  const dims = [1, channels, height, width];
  return { dims, data: Float32Array.from({ length: channels * height * width }, (_, i) => noise(1, i)) };
}

/** Runs a decoder on N(0, 1). Null where something does not fit, which is then among the findings. */
export async function tryDecoder(
  session: Network,
  { plan, graph }: PlannedNetwork,
  said: { readonly manifest: OwnManifest | null; readonly range: Range | null; readonly channels: number | undefined },
  findings: Finding[],
): Promise<(Alone & { readonly output: 'image' | 'coefficients' }) | null> {
  const nz = plan.channels.in ?? said.manifest?.latentChannels ?? said.channels;
  if (nz === undefined || nz === null) {
    findings.push(
      differs(
        'decoder',
        'Input channels',
        'a number',
        'open',
        'Drop a manifest with latentChannels, or its config.json, beside it.',
      ),
    );
    return null;
  }
  let found: { output: 'image' | 'coefficients'; downscale: Downscale; values: TensorData } | null = null;
  const { width: most = Infinity, height: high = Infinity } = plan.fixed ?? {};
  // A fixed size takes every smaller latent alike: it is padded.
  const first = [Math.min(LATENTS[0][0], high), Math.min(LATENTS[0][1], most)] as const;
  const sizes = plan.fixed ? [first] : LATENTS;
  for (const [rows, columns] of sizes) {
    const what = `Output for a latent of ${columns} × ${rows} cells`;
    const made = await session.runOnCpu([sample(nz, rows, columns)]).catch((error: unknown) => {
      findings.push(
        differs(
          'decoder',
          what,
          'a result',
          toErrorInfo(error).message,
          'Compute sizes from the input, or name them as dynamic.',
        ),
      );
      return null;
    });
    if (!made) return null;
    const { dims } = made;
    const downscale = ((dims[1] === 12 ? 2 : 1) * (dims[2] ?? NaN)) / rows;
    if (!DOWNSCALES.includes(downscale as Downscale)) {
      const known = DOWNSCALES.join(', ');
      findings.push(
        differs(
          'decoder',
          what,
          `pixels ${known} times the cells`,
          dims.join(' × '),
          'Give back pixels, or coefficients of half their size.',
        ),
      );
      return null;
    }
    const { findings: about, output } = checkDecoderRuns([outcomeOf(made, downscale * columns, downscale * rows)]);
    findings.push(...about);
    if (!output) return null;
    found ??= { output, downscale: downscale as Downscale, values: made };
  }
  if (!found) return null;
  if (graph.isRandom) findings.push(await twoOutputs('decoder', () => session.runOnCpu([sample(nz, ...first)])));
  const { output, downscale, values } = found;
  const low = values.data.filter((value) => value < BELOW_UNIT).length / values.data.length;
  const told: Range = output === 'image' && low < FEW ? [0, 1] : [-1, 1];
  const range = said.range ?? told;
  if (output === 'image' && !said.range)
    findings.push(
      note(
        'decoder',
        'Value range',
        'from a manifest',
        `[${told.join(', ')}], told from its output of N(0, 1)`,
        'Choose the other range if pictures come out grey or far too dark.',
      ),
    );
  findings.push(
    note(
      'decoder',
      'Mean, spread and colours of the latent',
      'from a manifest',
      'mean 0, spread 1, and the first three channels as colours',
      'Nothing. They cannot be measured without an encoder, and only change how the latent is drawn.',
    ),
  );
  const unit = (at: number) => Array.from({ length: nz }, (_, channel) => +(channel === at));
  const latent = { mean: Array<number>(nz).fill(0), std: Array<number>(nz).fill(1), pca: [0, 1, 2].map(unit) };
  return { nz, downscale, multiple: downscale, output, measured: { on: 'N(0, 1)', latent, range, ...NO_QUALITY } };
}

/** Names of outputs that hold means and log-variances, or the mean alone. */
const MOMENTS = /moment|param|dist/i;
const MEAN = /mean|latent|sample|^z$/i;

/** Runs an encoder on small pictures, and measures its latent on the samples. */
export async function tryEncoder(
  session: Network,
  { plan, graph }: PlannedNetwork,
  said: { readonly manifest: OwnManifest | null; readonly range: Range | null; readonly channels: number | undefined },
  samples: (multiple: number) => Promise<PictureSet>,
  findings: Finding[],
): Promise<(Alone & { readonly moments: number }) | null> {
  const range = said.range ?? ([-1, 1] as const);
  const encode = ({ padded }: { readonly padded: TensorData }): Promise<TensorData> =>
    session.runOnCpu(plan.bands ? haarForward(padded) : [applyAffine(padded, toRange({ range }))]);
  const tried = async (width: number, height: number, known?: Downscale) => {
    try {
      return checkEncoderRun(outcomeOf(await encode(testPicture(width, height)), width, height), known);
    } catch (error) {
      const what = `Output of ${width} × ${height} pixels`;
      const cure = 'Compute sizes from the input, or name them as dynamic.';
      return {
        findings: [differs('encoder', what, 'a result', toErrorInfo(error).message, cure)],
        channels: null,
        downscale: null,
      };
    }
  };
  const fixed = fixedPixels(plan, 1);
  const small = [Math.min(SQUARE[0], fixed.width), Math.min(SQUARE[1], fixed.height)] as const;
  const square = await tried(...small);
  findings.push(...square.findings);
  const { channels: moments, downscale } = square;
  if (moments === null || downscale === null) return null;
  if (graph.isRandom) findings.push(await twoOutputs('encoder', () => encode(testPicture(...small))));
  const multiple = plan.fixed
    ? downscale
    : await firstMultiple(
        OBLONGS.filter(([side]) => side >= downscale),
        async (width, height) => (await tried(width, height, downscale)).findings,
        findings,
      );
  if (multiple === null) return null;
  const nz = channelsOf(moments, plan.output, said.manifest?.latentChannels ?? said.channels);
  findings.push(
    fits('encoder', 'Output channels', 'mean and log-variance, or the mean', `${moments}: a latent of ${nz}`),
  );
  const { name, pictures } = await samples(multiple);
  const sums = new LatentSums(nz);
  for (const picture of pictures) sums.add(splitMoments(await encode(picture), nz).mean);
  const on = `${pictures.length} ${name}${pictures.length === 1 ? '' : 's'}`;
  return { nz, downscale, multiple, moments, measured: { on, latent: sums.facts(), range, ...NO_QUALITY } };
}

/** Channels of the latent: as somebody says, else as the name of the output tells, else half of what comes out. */
function channelsOf(moments: number, output: string, said: number | undefined): number {
  if (said === moments || said === moments / 2) return said;
  const isMean = moments % 2 === 1 || (MEAN.test(output) && !MOMENTS.test(output));
  return isMean ? moments : moments / 2;
}
