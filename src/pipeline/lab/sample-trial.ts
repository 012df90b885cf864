import { aborted } from '../../core/errors';
import type { ChannelStats } from '../../core/tensor';
import type { Slot } from '../../core/slots';
import { channelStats } from '../../core/metrics/stats';
import type { Stages } from './stages';
import { unlessLost } from './unless-lost';

/** Call it before the run of a sample: the first one begins anew. @throws LabError 'aborted' when one before it is missing */
export function beginSample({ samples }: Stages, index: number): void {
  if (index === 0) samples.forget();
  if (samples.count !== index) throw aborted();
}

/** Adds the run's reconstruction to those before; the spread goes with the slot of the last one, and its numbers are answered. */
export function endSample(stages: Stages, slot: Slot | null): Promise<ChannelStats | undefined> {
  return unlessLost(async () => {
    await stages.samples.add(slot ?? 'run');
    if (!slot) return undefined;
    await stages.samples.keep(slot);
    return channelStats(await stages.results.derive('sample-spread', slot))[0];
  }, stages.lost);
}
