import { whyMissing } from '../../../core/missing';
import { isPlaying } from '../../../state/playing';
import { shownSummary } from '../../../state/selectors';
import { isCompiling, isStored } from '../../../state/versions';
import { decibels, milliseconds, number } from '../../kit/format';
import { useLab } from '../../lab-context';
import { isStale, storedWords } from '../../kit/stale';

/** Says each new result to those who do not see it, in one sentence. */
export function ResultsLive() {
  const text = useLab((state) => {
    const { work, session } = state;
    // The strip says what goes on; each frame would be too much.
    if (isPlaying(state)) return '';
    if (work.status === 'opening') return 'Opening the picture.';
    if (session.status === 'loading' && session.downloads.length > 0) return 'Loading the model.';
    if (isCompiling(state)) return 'Compiling shaders, first time only.';
    if (isStored(state)) return storedWords(state);
    const summary = shownSummary(state);
    if (!summary || work.status !== 'idle') return '';
    // After a run that was stopped or failed the old result is still there, and no news.
    if (work.error || session.status === 'failed' || isStale(state)) return '';
    const took = `in ${milliseconds(summary.totalMs)}`;
    if (whyMissing(summary, 'reconstruction')) return `Latent ready, ${took}.`;
    if (whyMissing(summary, 'error')) return `Reconstruction ready: the latent was decoded ${took}.`;
    const ssim = summary.ssim === null ? '' : `, SSIM ${number(summary.ssim, 3)}`;
    return `Reconstruction ready: PSNR ${decibels(summary.psnr)}${ssim}, ${took}.`;
  });
  return (
    <div className="hidden-visually" role="status" aria-live="polite" aria-label="Result">
      {text}
    </div>
  );
}
