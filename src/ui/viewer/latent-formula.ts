import { toNetworkLatent } from '../../core/model/contract';
import type { ModelEntry } from '../../core/model/manifest';

/** Whether the latent is shown in other units than the networks have. */
export function isScaled(model: Pick<ModelEntry, 'latent'>): boolean {
  return toNetworkLatent(model) !== null;
}

/** How the latent follows from z, which the encoder gives: '(z − 0.25) × 0.5'. */
export function latentFormula({ latent: { scale, shift } }: Pick<ModelEntry, 'latent'>): string {
  const sign = shift < 0 ? '+' : '−';
  const moved = shift === 0 ? 'z' : `(z ${sign} ${Math.abs(shift)})`;
  return scale === 1 ? moved.replace(/[()]/g, '') : `${moved} × ${scale}`;
}

/** What the tensor 'latent' is: in other units than the decoder's it is not the very thing that the decoder gets. */
export function latentWords(model: Pick<ModelEntry, 'latent'>): string {
  return isScaled(model) ? `${latentFormula(model)} after edits; the decoder gets z` : 'what the decoder gets';
}
