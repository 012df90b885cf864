import type { SourceId } from '../../state/views';
import { isEdited } from '../../state/reference';
import { isCompiling, isStored, versionOf, whyNotShown } from '../../state/versions';
import { tileText } from '../kit/format';
import { useLab } from '../lab-context';
import { requestOf } from './requests';

const OF_COMPARED: readonly SourceId[] = ['compared', 'compared-pca', 'versus'];

/** Says why a view is still missing: the model loads, shaders compile, the run goes on. */
export function Waiting({ sources }: { sources: readonly SourceId[] }) {
  const text = useLab((state) => {
    const { picture, result, viewer, work, session } = state;
    if (work.status === 'opening') return 'Opening the picture…';
    const absent = sources.map((source) => whyNotShown(state, requestOf(source, viewer))).find((why) => why !== null);
    if (absent) return absent;
    // An edit less picture of nothing would only be black.
    if (picture && sources.includes('change') && !isEdited(state.settings))
      return 'There are no edits, so there is no change to show. Edit a band or the latent first.';
    const missing = picture && sources.some((source) => versionOf(state, requestOf(source, viewer)) === null);
    if (!missing) return '';
    if (isStored(state)) return 'This view is not stored. It comes with the live result.';
    if (session.status === 'loading') return 'Waiting for the model…';
    if (work.status === 'idle' && result) {
      if (sources.includes('poked')) return 'Measure a footprint in the drawer Probe to see this.';
      if (sources.includes('spread') && !state.slots.samples)
        return 'Decode samples in the drawer Sample variance to see this.';
      if (sources.some((source) => OF_COMPARED.includes(source)) && !state.slots.compared) {
        return (
          state.comparedTrouble ||
          (state.compared
            ? 'Running the compared result…'
            : 'Choose what to compare with in the drawer Compare settings or models to see this.')
        );
      }
    }
    if (work.status !== 'running')
      return sources.includes('change') && result ? 'Running without edits…' : 'No result yet.';
    if (work.tile) return `${tileText(work.tile)}…`;
    return isCompiling(state) ? 'Compiling shaders, first time only…' : 'Running…';
  });
  return <div className="waiting">{text ? <span>{text}</span> : null}</div>;
}
