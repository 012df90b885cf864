import { qualityFromSums } from '../../core/metrics/metrics';
import { energyShares, rebuildBandName } from '../../core/math/rebuild';
import type { RebuildStep, RunSummary } from '../../core/protocol';
import type { Stages } from '../lab/stages';

/** What each band adds to the picture of a finished run. */
export async function rebuildSteps(stages: Stages, { stats }: RunSummary): Promise<RebuildStep[]> {
  const shares = energyShares({ 1: stats['bands1.raw'], 2: stats['bands2.raw'], 3: stats['bands3.raw'] });
  return (await stages.rebuild()).map((sums, index) => {
    const { psnr, identical } = qualityFromSums(sums, null);
    return { band: rebuildBandName(index + 1), psnr, identical, share: shares[index] as number };
  });
}
