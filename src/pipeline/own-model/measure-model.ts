import { applyAffine } from '../../core/math/affine';
import { fromRange, toRange } from '../../core/model/contract';
import { LabError } from '../../core/errors';
import { geometryOf, type Geometry } from '../../core/math/geometry';
import { haarForward, haarInverse } from '../../core/math/haar';
import { LatentSums } from '../../core/math/latent-axes';
import { SILENT_MS } from '../../core/limits';
import { compareQuality } from '../../core/metrics/metrics';
import { fits, note, type Finding } from '../../core/model/model-contract';
import { isClear } from '../../core/model/own-answers';
import type { InspectProgress, ModelMeasures, OwnManifest, Range } from '../../core/model/own-model';
import { parityPixels } from '../../core/model/parity';
import type { Size } from '../../core/math/scale';
import { crop, cropPicture, rgbaToPlanar } from '../../core/math/planar';
import { splitMoments } from '../../core/math/posterior';
import type { TensorData } from '../../core/tensor';
import { countNonFinite } from '../../core/metrics/stats';
import type { Network } from './fixed-network';
import { decodePicture } from '../picture/decode-picture';

/** Measuring a model that nothing is known of: the range of its pixels, its latent, how close its reconstructions are. */

export interface TestPicture {
  /** [1,3,H,W] in [-1, 1], padded. */
  readonly padded: TensorData;
  readonly geometry: Geometry;
}

const SIGNED: Range = [-1, 1];
const UNIT: Range = [0, 1];
/** Pixels along the longer side of a sample picture, and of its middle, which is what is measured on. A multiple of all that models need. */
const SAMPLE_SIDE = 256;
const PART_SIDE = 128;
/** Pictures that both ranges are tried on, where the first one does not tell. */
const TRIED = 2;
/** No further picture begins after this time: large models take seconds for each on a CPU. */
const LONG_MS = 6_000;
/** Reconstructions under this are unlike any trained autoencoder's. */
const POOR_DB = 15;

/** Pictures to measure on, and what to call one of them. */
export interface PictureSet {
  readonly name: string;
  readonly pictures: readonly TestPicture[];
}

/** Two networks that fit each other. */
export interface Autoencoder {
  readonly encoder: Network;
  readonly decoder: Network;
  /** Whether the encoder reads bands. */
  readonly bands: boolean;
  readonly output: 'image' | 'coefficients';
  readonly latentChannels: number;
}

/** Waves and edges of any size. */
export function testPicture(width: number, height: number, multiple?: number): TestPicture {
  const side = Math.max(width, height);
  const geometry = geometryOf(width, height, multiple);
  const rows = parityPixels(side);
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) pixels.set(rows.subarray(4 * y * side, 4 * (y * side + width)), 4 * y * width);
  return { padded: rgbaToPlanar(pixels, geometry), geometry };
}

/** The middle of the pictures that come with the page, small; a test picture where they cannot be had. @param most pixels that the networks take */
export async function samplePictures(
  addresses: readonly string[],
  multiple: number,
  most: Size,
  onProgress: (progress: InspectProgress) => void,
): Promise<PictureSet> {
  onProgress({ text: 'Getting the sample pictures', share: 0.45 });
  const read = async (address: string): Promise<TestPicture> => {
    const response = await fetch(address, { signal: AbortSignal.timeout(SILENT_MS) });
    if (!response.ok) throw new Error(String(response.status));
    const { pixels, info } = await decodePicture(await response.blob(), address, {
      maxSide: SAMPLE_SIDE,
      matte: 'checker',
      scaling: 'area',
    });
    const geometry = geometryOf(
      Math.min(PART_SIDE, most.width, info.width),
      Math.min(PART_SIDE, most.height, info.height),
      multiple,
    );
    return { padded: rgbaToPlanar(middleOf(pixels, info, geometry), geometry), geometry };
  };
  const pictures = (await Promise.allSettled(addresses.map(read))).flatMap((each) =>
    each.status === 'fulfilled' ? [each.value] : [],
  );
  return pictures.length > 0
    ? { name: 'sample picture', pictures }
    : {
        name: 'test picture',
        pictures: [testPicture(Math.min(PART_SIDE, most.width), Math.min(PART_SIDE, most.height))],
      };
}

/** RGBA rows of the middle of a picture. */
function middleOf(pixels: Uint8ClampedArray, from: Size, { width, height }: Size): Uint8ClampedArray {
  const [left, top] = [(from.width - width) >> 1, (from.height - height) >> 1];
  const rows = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    const start = 4 * ((top + y) * from.width + left);
    rows.set(pixels.subarray(start, start + 4 * width), 4 * y * width);
  }
  return rows;
}

/** Pictures through both networks as a run would take them. */
export class Measuring {
  readonly #model: Autoencoder;
  /** What was made already, by picture and range. */
  readonly #made = new Map<TestPicture, Map<Range, Made>>();

  constructor(model: Autoencoder) {
    this.#model = model;
  }

  /** @throws LabError 'bad-output', and as Session.runOnCpu does */
  async all(
    { name, pictures }: PictureSet,
    known: Range | null,
    onProgress: (progress: InspectProgress) => void,
  ): Promise<ModelMeasures> {
    const hasPixels = !this.#model.bands || this.#model.output === 'image';
    let byRange: ModelMeasures['byRange'] = null;
    if (hasPixels) {
      for (let count = 1; count <= Math.min(TRIED, pictures.length) && !isClear(byRange); count++) {
        onProgress({ text: `Comparing the two value ranges on picture ${count}`, share: 0.45 + 0.05 * count });
        const tried = pictures.slice(0, count);
        byRange = { signed: (await this.#measure(tried, SIGNED)).psnr, unit: (await this.#measure(tried, UNIT)).psnr };
      }
    }
    const range = known?.[0] === 0 ? UNIT : known ? SIGNED : byRange && byRange.unit > byRange.signed ? UNIT : SIGNED;
    const measured = await this.#measure(pictures, range, (done) =>
      onProgress({
        text: `Measuring on picture ${done + 1} of ${pictures.length}`,
        share: 0.55 + (0.45 * done) / pictures.length,
      }),
    );
    const { count, ...numbers } = measured;
    return {
      on: `${name === 'sample picture' ? 'the middle of ' : ''}${count === 1 ? `a ${name}` : `${count} ${name}s`}`,
      range,
      byRange,
      ...numbers,
    };
  }

  async #measure(pictures: readonly TestPicture[], range: Range, onDone: (count: number) => void = () => undefined) {
    const sums = new LatentSums(this.#model.latentChannels);
    const started = performance.now();
    let [psnr, ssim, count] = [0, 0, 0];
    for (const picture of pictures) {
      if (count > 0 && performance.now() - started > LONG_MS) break;
      onDone(count);
      const made = await this.#madeOf(picture, range);
      sums.add(made.mean);
      psnr += made.psnr;
      ssim += made.ssim;
      count += 1;
    }
    return { latent: sums.facts(), psnr: psnr / count, ssim: ssim / count, count };
  }

  /** Each picture is run once with each range. */
  async #madeOf(picture: TestPicture, range: Range): Promise<Made> {
    const known = this.#made.get(picture) ?? new Map<Range, Made>();
    this.#made.set(picture, known);
    const made = known.get(range) ?? (await this.#run(picture, range));
    known.set(range, made);
    return made;
  }

  /** @throws LabError 'bad-output' */
  async #run(picture: TestPicture, range: Range): Promise<Made> {
    const { padded, geometry } = picture;
    const { mean, reconstruction } = await this.reconstruct(picture, range);
    const { psnr, ssim } = compareQuality(crop(padded, geometry.width, geometry.height), reconstruction);
    return { mean, psnr: psnr ?? 100, ssim: ssim ?? 1 };
  }

  /** Runs both networks, whatever was made before. @throws LabError 'bad-output' */
  async reconstruct({ padded, geometry: { width, height } }: TestPicture, range: Range) {
    const { encoder, decoder, bands, output: kind, latentChannels } = this.#model;
    const moments = await encoder.runOnCpu(bands ? haarForward(padded) : [applyAffine(padded, toRange({ range }))]);
    const { mean } = splitMoments(moments, latentChannels);
    const output = await decoder.runOnCpu([mean]);
    const reconstruction =
      kind === 'image'
        ? cropPicture(applyAffine(output, fromRange({ range })), width, height)
        : haarInverse(output, width, height);
    if (countNonFinite(mean.data) + countNonFinite(reconstruction.data) > 0) {
      throw new LabError('bad-output', `Values of ${width} × ${height} pixels are not numbers.`);
    }
    return { mean, reconstruction };
  }
}

interface Made {
  readonly mean: TensorData;
  readonly psnr: number;
  readonly ssim: number;
}

/** What the measures say about the files. @param known the range, where it was given */
export function measuredFindings(
  { on, psnr, range, byRange }: ModelMeasures,
  manifest: OwnManifest | null,
  known: Range | null,
): Finding[] {
  const db = (value: number): string => `${value.toFixed(2)} dB`;
  const findings = [
    psnr >= POOR_DB
      ? fits('both', 'Reconstruction', `over ${POOR_DB} dB`, `${db(psnr)} on ${on}`)
      : note(
          'both',
          'Reconstruction',
          `over ${POOR_DB} dB`,
          `${db(psnr)} on ${on}`,
          'Value range, or order and scale of bands, may be other ones than here; or it is not trained.',
        ),
  ];
  const better = byRange && (byRange.unit > byRange.signed ? UNIT : SIGNED);
  if (byRange && known && isClear(byRange) && better?.join() !== range.join()) {
    findings.push(
      note(
        'both',
        'Value range',
        `[${range.join(', ')}], as ${manifest?.range ? 'the manifest says' : 'was chosen'}`,
        `[-1, 1] gives ${db(byRange.signed)}, [0, 1] ${db(byRange.unit)}`,
        'The other range may be the right one.',
      ),
    );
  }
  if (!manifest?.latent.mean)
    findings.push(
      note('both', 'Mean, spread and colours of the latent', 'from a manifest', `measured here, on ${on}`, ''),
    );
  return findings;
}
