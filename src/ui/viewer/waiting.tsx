import type { SourceId } from '../../state/stages';
import { isCompiling } from '../../state/versions';
import { useLab } from '../lab-context';

/** Says why a view is still missing: the model loads, shaders compile, the run goes on. */
export function Waiting({ sources }: { sources: readonly SourceId[] }) {
  const text = useLab((state) => {
    const { picture, result, work, session } = state;
    if (work.status === 'opening') return 'Opening the picture…';
    const missing = picture && result?.picture !== picture.version && sources.some((source) => source !== 'input');
    if (!missing) return '';
    if (session.status === 'loading') return 'Waiting for the model…';
    if (work.status !== 'running') return 'No result yet.';
    return isCompiling(state) ? 'Compiling shaders, first time only…' : 'Running…';
  });
  return <div className="waiting">{text ? <span>{text}</span> : null}</div>;
}
