import { counted } from '../counted';
import { SCHEDULE_NAMES, type LatentNoise } from './latent-settings';
import type { Settings } from './settings';

/** The edits of bands and latent in words; '' without any. */
export function editWords({
  bands,
  bandsMode,
  latent: { mix, paste, channels, pokes, noise, bits },
}: Settings): string {
  const edited = Object.keys(bands).length;
  const written = Object.keys(channels ?? {}).length;
  return [
    edited > 0 ? `${edited} of 36 band channels edited${bandsMode === 'picture' ? ', kept consistent' : ''}` : '',
    mix ? `${Math.round(100 * mix.amount)} % of the second picture mixed in` : '',
    paste ? 'a region pasted' : '',
    written > 0 ? `${counted(written, 'latent channel')} edited` : '',
    pokes?.length ? counted(pokes.length, 'poke') : '',
    noise ? noiseWords(noise) : '',
    bits ? `${bits} bits per latent value` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** Such as 'noise of 0.5 standard deviations'. */
function noiseWords({ schedule, amount }: LatentNoise): string {
  return schedule === 'added'
    ? `noise of ${counted(amount, 'standard deviation')}`
    : `noise at t = ${amount} of the ${SCHEDULE_NAMES[schedule]} schedule`;
}

/** All settings that the numbers of a run depend on, in words; not where it runs. */
export function settingsWords(settings: Settings): string {
  const { posterior, temperature, seed, maxSide, scaling, matte } = settings;
  return [
    editWords(settings) || 'no edits',
    posterior === 'mean' ? 'mean' : `sample (temperature ${temperature}, seed ${seed})`,
    `at most ${maxSide} px by ${scaling === 'area' ? 'area average' : 'the browser'}`,
    ...(matte === 'checker' ? [] : [`over ${matte}`]),
  ].join(', ');
}
