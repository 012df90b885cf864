import { clipRect } from '../../core/math/clip-rect';
import { expectMade } from '../../core/missing';
import type { RegionNumbers } from '../../core/run-summary';
import { regionMeasures } from '../../core/metrics/region';
import type { Rect } from '../../core/view/view';
import type { FinishedRun } from './finished-runs';
import type { Results } from './results';
import { unlessLost } from '../lab/unless-lost';

/** Measures of the shown result, and of the part of a rectangle that lies in it. */
export async function measureRegion(
  results: Results,
  { summary, geometry }: FinishedRun,
  rect: Rect | null,
): Promise<RegionNumbers> {
  expectMade(summary, 'error');
  const whole = { x: 0, y: 0, width: geometry.width, height: geometry.height };
  const region = rect && clipRect(rect, geometry);
  const rects = region ? [whole, region] : [whole];
  const sums = await unlessLost(() => results.regionSums(rects), results.lost);
  const [measures, ofRegion = null] = rects.map((each, i) =>
    regionMeasures(each, geometry, sums[i] as (typeof sums)[number]),
  );
  return { job: summary.job, whole: measures as RegionNumbers['whole'], region: ofRegion };
}
