import { qualityFromSums } from '../../core/metrics/metrics';
import { energyShares, rebuildBandName } from '../../core/math/rebuild';
import { expectMade } from '../../core/missing';
import type { RebuildStep, RunSummary } from '../../core/run-summary';
import type { Results } from './results';

/** What each band adds to the picture of a finished run. */
export async function rebuildSteps(results: Results, summary: RunSummary): Promise<RebuildStep[]> {
  expectMade(summary, 'input');
  const { stats } = summary;
  const shares = energyShares({ 1: stats['bands1.raw'], 2: stats['bands2.raw'], 3: stats['bands3.raw'] });
  return (await results.rebuild()).map((sums, index) => {
    const { psnr, identical } = qualityFromSums(sums, null);
    return { band: rebuildBandName(index + 1), psnr, identical, share: shares[index] as number };
  });
}
