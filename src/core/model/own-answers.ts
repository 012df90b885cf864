import { isRandom } from './contract';
import { MAX_TITLE, type CheckedModel, type ModelMeasures, type OwnAnswers } from './own-model';
import { presetOf, type Preset } from './presets';

/** What is asked about a model, and what is proposed for it. */

/** What to propose for every question: what the manifest says, else a configuration, a preset, what was measured, or most models have. */
export function proposedAnswers(
  { manifest, measured, known, ...networks }: CheckedModel,
  fallbackTitle: string,
): OwnAnswers {
  const { title, license } = presetOf(known?.preset) ?? {};
  const { scale, shift } = manifest?.latent.scale === undefined ? (known ?? {}) : manifest.latent;
  return {
    title: (manifest?.title ?? (fallbackTitle || (title ?? 'Own model'))).slice(0, MAX_TITLE),
    range: measured.range,
    scale: scale ?? 1,
    shift: shift ?? 0,
    license: manifest?.license ?? license ?? '',
    random: isRandom(networks),
  };
}

/** Questions that nothing has answered yet. A range matters where pixels go in or out. */
export function openQuestions({ manifest, encoder, decoder }: CheckedModel): readonly (keyof OwnAnswers)[] {
  const pixels = encoder?.inputKind === 'image' || decoder?.output === 'image';
  const asked: (keyof OwnAnswers)[] = ['title'];
  if (pixels && !manifest?.range) asked.push('range');
  if (manifest?.latent.scale === undefined) asked.push('scale', 'shift');
  if (manifest?.license === undefined) asked.push('license');
  return asked;
}

/** The proposals with what a person changed of them, which counts as long as it is asked for: a manifest may answer it later. */
export function withAnswers(model: CheckedModel, proposed: OwnAnswers, changed: Partial<OwnAnswers>): OwnAnswers {
  const asked: readonly string[] = openQuestions(model);
  return { ...proposed, ...Object.fromEntries(Object.entries(changed).filter(([key]) => asked.includes(key))) };
}

/** Two ranges of pixels are told apart by more than this, in dB. */
const CLEAR_DB = 1;

/** Whether one range of pixels is plainly the better one. */
export function isClear(byRange: ModelMeasures['byRange']): boolean {
  return byRange !== null && Math.abs(byRange.signed - byRange.unit) > CLEAR_DB;
}

/** What choosing a preset by hand answers; null: it is none of them. A range that was measured plainly stays. */
export function presetAnswers(preset: Preset | null, { known, measured }: CheckedModel): Partial<OwnAnswers> {
  if (!preset) {
    const { scale = 1, shift = 0 } = known?.config ? known : {};
    return { scale, shift };
  }
  const { scale, shift, range, license } = preset;
  return { scale, shift, ...(range && !isClear(measured.byRange) && { range }), ...(license && { license }) };
}

/** What an id is made of, as text: equal files and equal answers about their numbers are the same model. */
export function identityOf({ encoder, decoder }: CheckedModel, { range, scale, shift }: OwnAnswers): string {
  const parts = [encoder?.sha256, decoder?.sha256, encoder?.inputs, encoder?.output, range, scale, shift];
  return JSON.stringify(isRandom({ encoder, decoder }) ? [...parts, 'random'] : parts);
}
