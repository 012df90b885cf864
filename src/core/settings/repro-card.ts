import { LabError } from '../errors';
import { CARD_KIND, diffusersFacts, jsonKind } from '../files/json-kinds';
import type { BackendInfo, RunSummary } from '../protocol';
import type { Settings } from './settings';

/** What a repro card says of numbers; the measures are those of RunSummary. */
export type CardMetrics = Pick<RunSummary, 'psnr' | 'identical' | 'ssim' | 'mse' | 'meanAbsolute' | 'maxAbsolute'>;

export interface CardPicture {
  readonly name: string;
  readonly bytes: number;
  /** Hash of the file as it was opened, in hexadecimal. */
  readonly sha256: string;
  /** Size as the network saw it. */
  readonly width: number;
  readonly height: number;
  /** Id of a sample of the page; absent for any other picture. */
  readonly sample?: string;
}

/** Everything needed to get the same numbers again, and what they were. The picture itself is never in it. */
export interface ReproCard {
  readonly kind: typeof CARD_KIND;
  readonly version: 1;
  /** ISO 8601, UTC. */
  readonly made: string;
  readonly model: {
    readonly id: string;
    readonly revision: string;
    readonly encoder: string;
    readonly decoder: string;
  };
  /** Cards from before pixels were checked have no `pixels`. */
  readonly runtime: Pick<BackendInfo, 'backend' | 'adapter' | 'software' | 'ort' | 'threads' | 'precision'> &
    Partial<Pick<BackendInfo, 'pixels'>>;
  readonly picture: CardPicture;
  /** The picture that bands or latent values were taken from. */
  readonly second?: { readonly name: string };
  readonly settings: Settings;
  readonly metrics: CardMetrics;
}

export { CARD_KIND };
/** A card has about 2 KB; whatever is larger than this is something else. */
export const MAX_CARD_BYTES = 2 ** 20;

/** Small enough for a card and called or typed like one; parseCard says whether it is. */
export function looksLikeCard(file: { readonly type: string; readonly size: number; readonly name?: string }): boolean {
  return (
    file.size <= MAX_CARD_BYTES &&
    (file.type === 'application/json' || (file.name ?? '').toLowerCase().endsWith('.json'))
  );
}

export function cardMetrics({ psnr, identical, ssim, mse, meanAbsolute, maxAbsolute }: RunSummary): CardMetrics {
  return { psnr, identical, ssim, mse, meanAbsolute, maxAbsolute };
}

/**
 * Reads a card. Its settings are not checked here: applyPatch does, and says what is wrong with them.
 * @throws LabError 'bad-setting' with a sentence for whatever is no card of this version
 */
export function parseCard(text: string): ReproCard {
  let card: Record<string, unknown>;
  try {
    card = JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new LabError(
      'bad-setting',
      'This file is not valid JSON, so it holds no settings and results. Export it again.',
      { cause },
    );
  }
  const kind = jsonKind(card);
  if (kind === 'manifest' || kind === 'diffusers') {
    const what =
      kind === 'manifest'
        ? 'the manifest of a model'
        : `the configuration of a model of diffusers (${diffusersFacts(card).className})`;
    throw new LabError(
      'bad-setting',
      `This JSON file is ${what}. Drop it together with its encoder and decoder (ONNX files).`,
    );
  }
  if (kind !== 'card') {
    throw new LabError(
      'bad-setting',
      'This JSON file holds no settings and results of this page. Export, Settings and results (JSON) makes such files.',
    );
  }
  if (card['version'] !== 1) {
    throw new LabError(
      'bad-setting',
      `This file of settings and results has version ${String(card['version'])}, which this page does not know. Use a newer page.`,
    );
  }
  const damaged = (what: string) =>
    new LabError(
      'bad-setting',
      `This file of settings and results is damaged: ${what} is missing or wrong. Export it again.`,
    );
  const { picture, model, runtime, metrics, settings, made, second } = card;
  if (!isRecord(picture) || !isHash(picture['sha256']) || typeof picture['name'] !== 'string')
    throw damaged('its picture');
  if (typeof picture['bytes'] !== 'number') throw damaged('the size of its picture');
  if (!isRecord(model) || typeof model['id'] !== 'string' || !isHash(model['encoder']) || !isHash(model['decoder']))
    throw damaged('its model');
  if (!isRecord(runtime) || typeof runtime['backend'] !== 'string' || typeof runtime['adapter'] !== 'string')
    throw damaged('its runtime');
  if (!isRecord(metrics) || !METRICS.every((name) => metrics[name] === null || typeof metrics[name] === 'number'))
    throw damaged('its metrics');
  if (!isRecord(settings)) throw damaged('its settings');
  if (typeof made !== 'string' || Number.isNaN(Date.parse(made))) throw damaged('its date');
  if (second !== undefined && (!isRecord(second) || typeof second['name'] !== 'string'))
    throw damaged('its second picture');
  return card as unknown as ReproCard;
}

const METRICS = ['psnr', 'ssim', 'mse', 'meanAbsolute', 'maxAbsolute'] as const;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isHash(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
