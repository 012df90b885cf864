import type { RunSummary } from '../../core/protocol';
import { isEdited } from '../../state/reference';
import { useReference } from '../ablation/use-reference';
import { useLab } from '../../ui/lab-context';
import { isStale } from '../../ui/kit/stale';
import { useResult } from '../../ui/kit/use-result';

export interface Change {
  readonly edited: RunSummary;
  readonly reference: RunSummary;
  /** dB and SSIM, edited minus unedited; NaN where one of them has no number. */
  readonly psnr: number;
  readonly ssim: number;
}

/** What all edits of the present settings do; null without edits, and before both runs are there. */
export function useChange(): Change | null {
  const wanted = useLab(({ settings }) => isEdited(settings));
  const stale = useLab(isStale);
  const reference = useReference(wanted);
  const edited = useResult();
  if (!reference || !edited || stale) return null;
  const minus = (value: number | null, from: number | null): number =>
    value === null || from === null ? NaN : value - from;
  return { edited, reference, psnr: minus(edited.psnr, reference.psnr), ssim: minus(edited.ssim, reference.ssim) };
}
