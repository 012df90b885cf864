import { SOURCE_TITLES, type SourceId } from '../../state/stages';
import { decibels } from '../format';
import { useLab } from '../lab-context';

/** Names a side on the picture, with the quality where it is a reconstruction. */
export function Tag({ letter, source, at }: { letter: 'A' | 'B'; source: SourceId; at: 'left' | 'right' }) {
  const psnr = useLab(({ result, picture }) =>
    source === 'recon' && result && result.picture === picture?.version ? decibels(result.summary.psnr) : '');
  return (
    <span className={`tag ${at}`} aria-hidden>
      {letter}&ensp;{SOURCE_TITLES[source]}
      {psnr ? <span className="mono">{psnr}</span> : null}
    </span>
  );
}
