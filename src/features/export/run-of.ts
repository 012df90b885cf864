import type { RunSummary } from '../../core/protocol';
import { shownSummary } from '../../state/selectors';
import type { SourceId } from '../../state/views';
import type { LabState } from '../../state/state-types';
import { requestOf } from '../../ui/viewer/requests';

/** The run whose values a view shows; undefined for what no run made, such as the picture itself or a JPEG of it. */
export function runOf(
  source: SourceId,
  state: Pick<LabState, 'picture' | 'result' | 'slots' | 'viewer'>,
): RunSummary | undefined {
  const summary = shownSummary(state);
  if (!summary || source === 'input' || source === 'padded' || source === 'codec') return undefined;
  const { slot } = requestOf(source, state.viewer);
  return slot === 'compared' || slot === 'reference' ? state.slots[slot]?.summary : summary;
}
