import { applyAffine } from '../core/affine';
import { fromRange, toRange } from '../core/contract';
import { LabError } from '../core/errors';
import { geometryOf, type Geometry } from '../core/geometry';
import { haarForward, haarInverse } from '../core/haar';
import { LatentSums } from '../core/latent-axes';
import { compareQuality } from '../core/metrics';
import { fits, note, type Finding } from '../core/model-contract';
import type { InspectProgress, Measures, OwnManifest, Range } from '../core/own-model';
import { parityPixels } from '../core/parity';
import { crop, cropPicture, rgbaToPlanar } from '../core/planar';
import { splitMoments } from '../core/posterior';
import type { TensorData } from '../core/protocol';
import { countNonFinite } from '../core/stats';
import type { Session } from '../inference/runtime';
import { decodePicture } from './decode-picture';

/** Measuring a model that nothing is known of: the range of its pixels, its latent, how close its reconstructions are. */

export interface TestPicture {
  /** [1,3,H,W] in [-1, 1], padded. */
  readonly padded: TensorData;
  readonly geometry: Geometry;
}

const SIGNED: Range = [-1, 1];
const UNIT: Range = [0, 1];
/** Pixels along the longer side of what is measured on. */
const MEASURE_SIDE = 256;
/** Pictures that both ranges are tried on. */
const TRIED = 2;
/** After this long no further picture is begun: large models take seconds for each on a CPU. */
const LONG_MS = 30_000;
/** Reconstructions under this are unlike any trained autoencoder's. */
const POOR_DB = 15;
/** Two ranges are told apart by more than this. */
const CLEAR_DB = 1;

/** Pictures to measure on, and what to call one of them. */
export interface PictureSet {
  readonly name: string;
  readonly pictures: readonly TestPicture[];
}

/** Two networks that fit each other. */
export interface Autoencoder {
  readonly encoder: Session;
  readonly decoder: Session;
  /** Whether the encoder reads bands. */
  readonly bands: boolean;
  readonly output: 'image' | 'coefficients';
  readonly latentChannels: number;
}

/** Waves and edges of any size. */
export function testPicture(width: number, height: number): TestPicture {
  const side = Math.max(width, height);
  const geometry = geometryOf(width, height);
  const rows = parityPixels(side);
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) pixels.set(rows.subarray(4 * y * side, 4 * (y * side + width)), 4 * y * width);
  return { padded: rgbaToPlanar(pixels, geometry), geometry };
}

/** The pictures that come with the page, small; a test picture where they cannot be had. */
export async function samplePictures(addresses: readonly string[], onProgress: (progress: InspectProgress) => void): Promise<PictureSet> {
  onProgress({ text: 'Getting the sample pictures', share: 0.35 });
  const read = async (address: string): Promise<TestPicture> => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(String(response.status));
    const { pixels, info } = await decodePicture(await response.blob(), address, { maxSide: MEASURE_SIDE, matte: 'checker', scaling: 'area' });
    const geometry = geometryOf(info.width, info.height);
    return { padded: rgbaToPlanar(pixels, geometry), geometry };
  };
  const pictures = (await Promise.allSettled(addresses.map(read))).flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  return pictures.length > 0 ? { name: 'sample picture', pictures } : { name: 'test picture', pictures: [testPicture(MEASURE_SIDE, MEASURE_SIDE)] };
}

/** Pictures through both networks as a run would take them. */
export class Measuring {
  readonly #model: Autoencoder;

  constructor(model: Autoencoder) {
    this.#model = model;
  }

  /** @throws LabError 'bad-output', and as Session.runOnCpu does */
  async all({ name, pictures }: PictureSet, known: Range | null, onProgress: (progress: InspectProgress) => void): Promise<Measures> {
    const hasPixels = !this.#model.bands || this.#model.output === 'image';
    let byRange: Measures['byRange'] = null;
    if (hasPixels) {
      onProgress({ text: 'Comparing the two value ranges', share: 0.4 });
      const tried = pictures.slice(0, TRIED);
      byRange = { signed: (await this.#measure(tried, SIGNED)).psnr, unit: (await this.#measure(tried, UNIT)).psnr };
    }
    const range = known ?? (byRange && byRange.unit > byRange.signed ? UNIT : SIGNED);
    const measured = await this.#measure(pictures, range, (done) => onProgress({
      text: `Measuring on picture ${done + 1} of ${pictures.length}`, share: 0.5 + (0.5 * done) / pictures.length,
    }));
    const { count, ...numbers } = measured;
    return { on: count === 1 ? `a ${name}` : `${count} ${name}s`, range, byRange, ...numbers };
  }

  async #measure(pictures: readonly TestPicture[], range: Range, onDone: (count: number) => void = () => undefined) {
    const sums = new LatentSums(this.#model.latentChannels);
    const started = performance.now();
    let [psnr, ssim, count] = [0, 0, 0];
    for (const picture of pictures) {
      if (count > 0 && performance.now() - started > LONG_MS) break;
      onDone(count);
      const { mean, reconstruction } = await this.#run(picture, range);
      sums.add(mean);
      const { width, height } = picture.geometry;
      const quality = compareQuality(crop(picture.padded, width, height), reconstruction);
      psnr += quality.psnr ?? 100;
      ssim += quality.ssim ?? 1;
      count += 1;
    }
    return { latent: sums.facts(), psnr: psnr / count, ssim: ssim / count, count };
  }

  async #run({ padded, geometry: { width, height } }: TestPicture, range: Range): Promise<{ mean: TensorData; reconstruction: TensorData }> {
    const { encoder, decoder, bands, output: kind, latentChannels } = this.#model;
    const moments = await encoder.runOnCpu(bands ? haarForward(padded) : [applyAffine(padded, toRange({ range }))]);
    const { mean } = splitMoments(moments, latentChannels);
    const output = await decoder.runOnCpu([mean]);
    const reconstruction = kind === 'image' ? cropPicture(applyAffine(output, fromRange({ range })), width, height) : haarInverse(output, width, height);
    if (countNonFinite(mean.data) + countNonFinite(reconstruction.data) > 0) {
      throw new LabError('bad-output', `Values of ${width} × ${height} pixels are not numbers.`);
    }
    return { mean, reconstruction };
  }
}

/** What the measures say about the files. @param known the range, where it was given */
export function measuredFindings({ on, psnr, range, byRange }: Measures, manifest: OwnManifest | null, known: Range | null): Finding[] {
  const db = (value: number): string => `${value.toFixed(2)} dB`;
  const findings = [psnr >= POOR_DB ? fits('both', 'Reconstruction', `over ${POOR_DB} dB`, `${db(psnr)} on ${on}`)
    : note('both', 'Reconstruction', `over ${POOR_DB} dB`, `${db(psnr)} on ${on}`, 'Value range, or order and scale of bands, may be other ones than here; or it is not trained.')];
  const better = byRange && (byRange.unit > byRange.signed ? UNIT : SIGNED);
  const clear = byRange && Math.abs(byRange.unit - byRange.signed) > CLEAR_DB;
  if (byRange && known && clear && better?.join() !== range.join()) {
    findings.push(note('both', 'Value range', `[${range.join(', ')}], as ${manifest?.range ? 'the manifest says' : 'was chosen'}`,
      `[-1, 1] gives ${db(byRange.signed)}, [0, 1] ${db(byRange.unit)}`, 'The other range may be the right one.'));
  }
  if (!manifest?.latent.mean) findings.push(note('both', 'Mean, spread and colours of the latent', 'from a manifest', `measured here, on ${on}`, ''));
  return findings;
}

