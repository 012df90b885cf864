import { counted } from '../counted';
import type { NetworkTiling } from './tiles';

type Part = Pick<NetworkTiling, 'across' | 'down' | 'fixed'>;
interface Parts {
  readonly encoder: Part | null;
  readonly decoder: Part | null;
}

/** What becomes of a picture where graphs fix its size, as a sentence; '' where none does, or the picture has that size. */
export function fixedText({ encoder, decoder }: Parts): string {
  const [first, second] = [aboutPart(encoder, 'picture'), aboutPart(decoder, encoder?.fixed ? 'picture' : 'latent')];
  if (first && first === second) return `This model takes ${first}.`;
  const parts = [first && `encoder takes ${first}`, second && `decoder takes ${second}`].filter(Boolean);
  return parts.length > 0 ? `Its ${parts.join('; its ')}.` : '';
}

/** @param subject what goes in; a picture stands for its latent, too */
function aboutPart(part: Part | null, subject: 'picture' | 'latent'): string {
  if (!part?.fixed) return '';
  const { across, down, fixed } = part;
  const what = across * down > 1 ? `runs in ${counted(across * down, 'tile')} of that size` : 'is padded to that';
  return `${fixed.width} × ${fixed.height}\u00a0px only: the ${subject} ${what}`;
}

/** Whether it is there because the graph fixes its size, and the picture is smaller. */
export function isPaddedWhole(part: Part | null): boolean {
  return Boolean(part?.fixed) && part?.across === 1 && part.down === 1;
}
