import type { RunSummary } from '../../core/protocol';
import type { SourceId } from '../../state/stages';
import type { LabState } from '../../state/state-types';
import { requestOf } from '../../ui/viewer/requests';

/** The run whose values a view shows; undefined for what no run made, such as the picture itself or a JPEG of it. */
export function runOf(
  source: SourceId,
  { picture, result, slots, viewer }: Pick<LabState, 'picture' | 'result' | 'slots' | 'viewer'>,
): RunSummary | undefined {
  if (!result || result.picture !== picture?.version || source === 'input' || source === 'padded' || source === 'codec')
    return undefined;
  const { slot } = requestOf(source, viewer);
  return slot === 'compared' || slot === 'reference' ? slots[slot]?.summary : result.summary;
}
