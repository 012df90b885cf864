import { CARD_KIND } from '../files/json-kinds';
import type { BackendInfo } from '../backend-info';
import type { RunSummary } from '../run-summary';
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
