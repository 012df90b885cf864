import type { SourceId } from '../../state/stages';
import { decibels } from '../format';
import { isEdited } from '../../state/reference';
import { useLab } from '../lab-context';
import { requestOf } from '../requests';
import { useView } from '../use-view';
import { Ramp } from './ramp';
import { titleOf } from './scale-text';

/** Names a side on the picture, with its scale, and the quality where it is a reconstruction. */
export function Tag({ letter, source, at }: { letter: 'A' | 'B'; source: SourceId; at: 'left' | 'right' }) {
  const summary = useLab(({ result, picture, slots, viewer }) =>
    (source === 'recon' && result && result.picture === picture?.version ? ((viewer.before && slots.reference) || result).summary : null));
  const legends = useView(useLab((state) => requestOf(source, state.viewer)))?.view.legends ?? [];
  return (
    <span className={`tag ${at}`}>
      <span aria-hidden>{`${letter}\u2002${titleOf(source, legends)}`}</span>
      {summary ? <span className="mono" translate="no" aria-hidden>{decibels(summary.psnr)}</span> : null}
      {summary && isEdited(summary.settings) ? <b className="edited" aria-hidden>with edits</b> : null}
      <Ramp legends={legends} source={source} />
    </span>
  );
}
