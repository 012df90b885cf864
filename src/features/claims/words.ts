import { placeBits } from '../../core/math/largest';
import { networksOf, type ModelEntry } from '../../core/model/manifest';
import { bytes, decibels, number, percent, size } from '../../ui/kit/format';
import type { QualityMeasure } from '../../ui/kit/quality-measures';
import { MULTIPLES, type Found } from './state/largest';
import { spreadOf, type NormMaps } from './state/norm-layers';
import { SIDES, sidesOf, type Sized, type StudyRun } from './state/study-runs';
import { measureText, normName, normOf, NORMS } from './study';

/** What the count of coefficients says, in sentences; '' before the latent's own number was measured. */
export function largestWords({ points, target, latentValues, pixels, equal }: Found): string {
  const asMany = points.find(({ count }) => count >= latentValues);
  if (!asMany || points.length < MULTIPLES.length) return '';
  const alike = `With as many coefficients as the latent has values (${number(latentValues)}) the picture has ${decibels(asMany.psnr)}; the model has ${decibels(target)}.`;
  if (!equal) return alike;
  const { count, total } = equal;
  const times = count / latentValues;
  return (
    `${alike} To be as near as the model it takes the ${number(count)} largest, ${percent(count / total, 2)} of all and ` +
    `${number(times, 2)} for each value of the latent. As float32 they have ${number((32 * count) / pixels, 2)} bits per pixel, and ` +
    `their places at least ${number(placeBits(count, total) / pixels, 2)} more; the latent has ${number((32 * latentValues) / pixels, 2)} and needs no places.`
  );
}

/** The order of norms on the open picture, best first, and whether the study has the same. */
export function orderWords(runs: readonly StudyRun[], measure: QualityMeasure): string {
  const value = (run: StudyRun): number => run[measure] ?? (measure === 'psnr' ? Infinity : -Infinity);
  const ranked = [...runs].sort((a, b) => value(b) - value(a));
  const names = ranked.map(({ model }) => normOf(model));
  const side = NORMS.sides.indexOf(256);
  const theirs = [...NORMS.arms]
    .filter(({ name }) => names.includes(name))
    .sort((a, b) => (b[measure][side]?.[0] ?? 0) - (a[measure][side]?.[0] ?? 0))
    .map(({ name }) => name);
  const said = ranked.map(
    (run) => `${normName(normOf(run.model))} ${run[measure] === null ? '—' : measureText(value(run), measure)}`,
  );
  return `On your picture, best first: ${said.join(', ')}. ${
    names.join() === theirs.join()
      ? 'The study has the same order at 256 px.'
      : `The study at 256 px has another order: ${theirs.map(normName).join(', ')}.`
  }`;
}

/** At which sizes a picture runs, and why not at others. */
export function sizesWords(info: Sized | null): string {
  const said = `The shorter side gets ${SIDES.join(', ')} px, as in the study; the whole picture counts, where the study cuts out the middle square.`;
  const sides = sidesOf(info);
  const left = SIDES.filter((side) => !sides.some((each) => each.side === side));
  if (!info || left.length === 0) return said;
  const { sourceWidth, sourceHeight } = info;
  return `${said} Your picture has ${size(sourceWidth, sourceHeight)} px and is never enlarged, so ${left.join(', ')} px ${left.length === 1 ? 'is' : 'are'} left out.`;
}

/** What models of a study weigh: each file once, and no encoder that comes with another model. */
export function downloadWords(models: readonly ModelEntry[], there: readonly ModelEntry[] = []): string {
  const known = new Set(there.flatMap((model) => networksOf(model).map(({ sha256 }) => sha256)));
  const files = models.flatMap(networksOf).filter(({ sha256 }) => !known.has(sha256));
  const once = [...new Map(files.map((file) => [file.sha256, file.bytes])).values()];
  return `The first time ${bytes(once.reduce((sum, each) => sum + each, 0))} are downloaded.`;
}

/** Under which norms the channels of a block are most and least alike, and whether the study has the same two. */
export function spreadWords(maps: readonly NormMaps[], block: number): string {
  const bySpread = (of: (norm: string) => number): string[] =>
    maps.map(({ model }) => normOf(model)).sort((a, b) => of(a) - of(b));
  const yours = (norm: string): number =>
    spreadOf(maps.find(({ model }) => normOf(model) === norm)?.blocks[block] ?? []);
  const study = (norm: string): number => NORMS.arms.find(({ name }) => name === norm)?.spread[block]?.[0] ?? NaN;
  const ends = (order: readonly string[]): [string, string] => [order[0] ?? '', order.at(-1) ?? ''];
  const [here, there] = [ends(bySpread(yours)), ends(bySpread(study))];
  if (maps.length < 2) return '';
  const said = ([alike, unlike]: [string, string], of: (norm: string) => number): string =>
    `most alike under ${normName(alike)} (${number(of(alike), 2)}) and least under ${normName(unlike)} (${number(of(unlike), 2)})`;
  return `In block ${block + 1} channels are ${said(here, yours)}. ${here.join() === there.join() ? 'So they are in the study.' : `In the study they are ${said(there, study)}.`}`;
}
