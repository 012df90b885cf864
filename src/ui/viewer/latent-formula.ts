import { isEverywhere } from '../../core/math/affine';
import { toNetworkLatent } from '../../core/model/contract';
import type { ModelEntry } from '../../core/model/manifest';

/** Whether the latent is shown in other units than the networks have. */
export function isScaled(model: Pick<ModelEntry, 'latent'>): boolean {
  return toNetworkLatent(model) !== null;
}

/** How the latent follows from z, which the encoder gives: '(z − 0.25) × 0.5', or '(z − shift) × scale of each channel'. */
export function latentFormula({ latent: { scale, shift } }: Pick<ModelEntry, 'latent'>): string {
  const minus = typeof shift === 'number' ? `${shift < 0 ? '+' : '−'} ${Math.abs(shift)}` : '− shift';
  const moved = isEverywhere(shift, 0) ? 'z' : `(z ${minus})`;
  const units = isEverywhere(scale, 1)
    ? moved.replace(/[()]/g, '')
    : `${moved} × ${typeof scale === 'number' ? scale : 'scale'}`;
  return typeof scale === 'number' && typeof shift === 'number' ? units : `${units} of each channel`;
}

/** What the tensor 'latent' is: in other units than the decoder's it is not the very thing that the decoder gets. */
export function latentWords(model: Pick<ModelEntry, 'latent'>): string {
  return isScaled(model) ? `${latentFormula(model)} after edits; the decoder gets z` : 'what the decoder gets';
}
