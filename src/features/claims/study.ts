import { decibels, number } from '../../ui/kit/format';
import type { DataRow } from '../../ui/kit/data-table';
import type { QualityMeasure } from '../../ui/kit/quality-measures';
import studies from './studies.json';

/** The tables of docs/studies.md as `python -m studies.report` writes them for the page: typed, and in words. */

/** Mean, smallest and largest over seeds; nothing where it was not measured. */
export type Seeds = readonly number[];

/** One arm: a decoder with a norm, or a schedule of resolutions. */
export interface Arm {
  readonly name: string;
  readonly seeds: number;
  /** dB and SSIM at each of the sides. */
  readonly psnr: readonly Seeds[];
  readonly ssim: readonly Seeds[];
}

interface Study<Each extends Arm> {
  readonly steps: number;
  /** Pixels along a side, and how many pictures were measured. */
  readonly sides: readonly number[];
  readonly pictures: number;
  readonly arms: readonly Each[];
}

/** Validation PSNR, and how unlike the channels of each block of the decoder are. */
export type NormArm = Arm & { readonly validation: Seeds; readonly spread: readonly Seeds[] };

export const NORMS: Study<NormArm> = studies.norms;
export const RESOLUTION: Study<Arm> = studies.resolution;

export function measureText(value: number, measure: QualityMeasure): string {
  return number(value, measure === 'psnr' ? 2 : 3);
}

/** Such as 26.79±0.02, with half of the range; the mean alone of one seed. */
export function seedsText([mean, low, high]: Seeds, measure: QualityMeasure): string {
  if (mean === undefined || low === undefined || high === undefined) return 'not measured';
  const text = measureText(mean, measure);
  return low === high ? text : `${text}±${measureText((high - low) / 2, measure)}`;
}

/** Rows of a study's table: an arm each, with its numbers at all sides. */
export function studyRows({ arms }: Study<Arm>, measure: QualityMeasure): DataRow[] {
  return arms.map(({ name, ...arm }) => ({
    head: name,
    cells: arm[measure].map((seeds) => seedsText(seeds, measure)),
  }));
}

export function studyCaption({ steps, pictures, arms }: Study<Arm>, measure: QualityMeasure): string {
  const most = Math.max(...arms.map(({ seeds }) => seeds));
  return `The study: ${measure === 'psnr' ? 'PSNR in dB' : 'SSIM'} on ${pictures} pictures after ${steps} steps; ± half the range over ${most} seeds`;
}

const NORM_NAMES: Readonly<Record<string, string>> = {
  smc: 'self-modulated',
  group: 'group norm',
  instance: 'instance norm',
  batch: 'batch norm',
  none: 'no norm',
};

/** What to call a norm, by its name in the study. */
export function normName(arm: string): string {
  return NORM_NAMES[arm] ?? arm;
}

/** The arm that a model of study 'norms' is of, such as smc. */
export function normOf(model: string): string {
  return model.replace('study-norm-', '');
}

/** The first resolution of a model of study 'resolution', and the second where it has one, such as 64-128. */
export function resolutionsOf(model: string): string {
  return model.replace('study-resolution-', '');
}

/** How such a model was trained, such as 64, then 128 px. */
export function scheduleOf(model: string): string {
  const [first, second] = resolutionsOf(model).split('-');
  return second ? `${first}, then ${second} px` : `${first} px`;
}

/** What the study of norms found, in its own numbers; it ends with what the paper found. */
export function normFindings(): string {
  const of = (name: string): number => NORMS.arms.find((arm) => arm.name === name)?.validation[0] ?? NaN;
  const behind = ['group', 'instance', 'batch'].map((name) => of('none') - of(name));
  return (
    `The study: without any norm the decoder is at least as good as with self-modulated convolutions (${decibels(of('none'))} and ` +
    `${decibels(of('smc'))} on held-out pictures), and those with a norm are ${number(Math.min(...behind), 1)} to ` +
    `${number(Math.max(...behind), 1)} dB behind. So here it is the absence of a norm that helps, and self-modulation adds nothing to it. ` +
    'The paper (table 4) finds self-modulated convolutions 0.08 dB better than group norm, and did not try without any.'
  );
}

/** What the study of resolutions found, and the paper. */
export function resolutionFindings(): string {
  const at = RESOLUTION.sides.indexOf(256);
  const of = (name: string): string => decibels(RESOLUTION.arms.find((arm) => arm.name === name)?.psnr[at]?.[0] ?? NaN);
  return (
    `The study: from the same number of pixels, training at 64 px alone gives ${of('64')} at 256 px, and training at 256 px alone ${of('256')}. ` +
    `A last quarter of the pixels at 128 px gives ${of('64-128-0.75')}. So low resolution is not only cheaper in a short run, it is better. ` +
    'The paper (table 5) has long runs: 25.90 dB for 128 px, 26.10 for 256 px, 26.22 for 128 px tuned at 256 px.'
  );
}
