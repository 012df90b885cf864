import { settingsFor } from '../../core/model/contract';
import type { ModelEntry } from '../../core/model/manifest';
import { STAGE_NAMES, type StageName } from '../../core/run-summary';
import type { Settings } from '../../core/settings/settings';
import { latentReadsSecond } from '../../core/settings/latent-settings';
import { swapsBands } from '../../core/slots';

/** What the result of a run depends on. Pictures are equal when they are the same object. */
export interface RunInputs {
  readonly picture: object;
  /** The second picture where an edit reads it. */
  readonly second: object | undefined;
  readonly model: ModelEntry;
  readonly settings: Settings;
}

/**
 * The first stages of a run whose tensors are those of another one: up to the first that reads something else. The
 * metrics are always measured.
 */
export function sharedStages(known: RunInputs, wanted: RunInputs): StageName[] {
  const differs = STAGE_NAMES.findIndex((stage) => stage === 'metrics' || !isSame(stage, known, wanted));
  return STAGE_NAMES.slice(0, differs);
}

/** Whether a stage does the same, given the same tensors. */
function isSame(stage: StageName, known: RunInputs, wanted: RunInputs): boolean {
  switch (stage) {
    case 'planar':
      return known.picture === wanted.picture;
    case 'edit':
      return editKey(known) === editKey(wanted) && isSameSecond(known, wanted, readsBands);
    case 'encoder':
      return encoderKey(known) === encoderKey(wanted) && tilesKey(known.settings) === tilesKey(wanted.settings);
    case 'posterior':
      return posteriorKey(known) === posteriorKey(wanted) && unitsKey(known) === unitsKey(wanted);
    case 'latent':
      return latentKey(known.settings) === latentKey(wanted.settings) && isSameSecond(known, wanted, readsLatent);
    case 'decoder':
      return decoderKey(known) === decoderKey(wanted);
    default:
      return true;
  }
}

/** The same files are another model with another range: people's own models are added so. */
function encoderKey({ model: { encoder, range } }: RunInputs): string {
  return JSON.stringify([encoder?.sha256, encoder?.inputs, encoder?.output, range]);
}

function decoderKey({ model: { decoder, range } }: RunInputs): string {
  return JSON.stringify([decoder?.sha256, decoder?.output, range]);
}

/** A key of the units in which a latent is shown and edited. */
function unitsKey({ model: { latent } }: RunInputs): string {
  return `${latent.scale} ${latent.shift}`;
}

type Reads = (settings: Settings) => boolean;
const readsBands: Reads = ({ bands }) => swapsBands(bands);
const readsLatent: Reads = ({ latent }) => latentReadsSecond(latent);

function isSameSecond(known: RunInputs, wanted: RunInputs, reads: Reads): boolean {
  return known.second === wanted.second || (!reads(known.settings) && !reads(wanted.settings));
}

function editKey({ settings, model }: RunInputs): string {
  const { bands, bandsMode } = settingsFor(settings, model);
  const edits = Object.entries(bands).sort(([a], [b]) => (a < b ? -1 : 1));
  return edits.length === 0 ? '' : JSON.stringify([bandsMode, edits]);
}

/** Settings keep the parts of these edits in one order. */
function latentKey({ latent }: Settings): string {
  return JSON.stringify(latent);
}

/** Measured and approximate tiles give other values; exact ones nearly the same. */
function tilesKey({ tiles, encoderHalo, memory }: Settings): string {
  return `${tiles} ${encoderHalo} ${memory}`;
}

function posteriorKey({ settings, model }: RunInputs): string {
  const { posterior, temperature, seed } = settingsFor(settings, model);
  return posterior === 'mean' ? 'mean' : `${temperature} ${seed}`;
}
