import type { RunSummary } from '../../core/protocol';
import { shownSummary } from '../../state/selectors';
import { comparedOf, differenceWords } from '../../features/compare/state/compared';
import { decibels } from '../kit/format';
import { isEdited } from '../../state/reference';
import type { SourceId } from '../../state/views';
import type { LabState } from '../../state/state-types';
import { useLab } from '../lab-context';
import { requestOf } from './requests';
import { useView } from './use-view';
import { Ramp } from './ramp';
import { titleOf } from './scale-text';

function shownOf(state: LabState): RunSummary | null {
  const summary = shownSummary(state);
  return (summary && state.viewer.before && state.slots.reference?.summary) || summary;
}

/** Names a side on the picture, with its scale, and the quality where it is a reconstruction. */
export function Tag({ letter, source, at }: { letter: 'A' | 'B'; source: SourceId; at: 'left' | 'right' }) {
  const summary = useLab((state) =>
    source === 'compared' ? comparedOf(state) : source === 'recon' ? shownOf(state) : null,
  );
  const differs = useLab((state) => (source === 'compared' || source === 'compared-pca' ? differenceWords(state) : ''));
  const legends = useView(useLab((state) => requestOf(source, state.viewer)))?.view.legends ?? [];
  return (
    <span className={`tag ${at}`}>
      <span aria-hidden>{`${letter}\u00a0\u00a0${titleOf(source, legends)} `}</span>
      {summary && !Number.isNaN(summary.psnr) ? (
        <span className="mono" translate="no" aria-hidden>
          {`${decibels(summary.psnr)} `}
        </span>
      ) : null}
      {differs ? <span aria-hidden>{`\u2002${differs}`}</span> : null}
      {source === 'recon' && summary && isEdited(summary.settings) ? (
        <b className="edited" aria-hidden>
          with edits
        </b>
      ) : null}
      <Ramp legends={legends} source={source} />
    </span>
  );
}
