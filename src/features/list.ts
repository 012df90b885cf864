import type { StageId } from '../state/stages';
import type { DrawerDescription } from '../ui/kit/drawer';
import type { ViewerAdditions } from '../ui/viewer/additions';
import { leaveOneOutDrawer } from './ablation/drawer';
import { ReferenceKeeper } from './ablation/reference-keeper';
import { beginDrawer } from './alone/drawer';
import { bandMatrixDrawer } from './bands/drawer';
import { coefficientsDrawer, normsDrawer, resolutionDrawer } from './claims/drawers';
import { compareDrawer } from './compare/drawer';
import { rebuildDrawer, haarDrawer } from './haar/drawers';
import { bandHistogramDrawer, errorHistogramDrawer, latentHistogramDrawer } from './histograms/drawers';
import { bandStatisticsDrawer, errorStatisticsDrawer, inputStatisticsDrawer } from './histograms/statistics';
import { limitsDrawer } from './input/input-limits';
import { truthDrawer } from './input/input-truth';
import { influenceDrawer } from './influence/drawer';
import { latentFileDrawer } from './latents/drawer';
import { layersDrawer, layerScanDrawer } from './layers/drawers';
import { mapsDrawer } from './maps/drawer';
import { RegionMark } from './maps/region-mark';
import { RegionToggle } from './maps/region-toggle';
import { noiseDrawer } from './noise/drawer';
import { blockDrawer, networksDrawer } from './network/drawers';
import { parityDrawer } from './parity/drawer';
import { posteriorDrawer } from './posterior/posterior';
import { samplingDrawer } from './posterior/sampling';
import { channelsDrawer, interpolateDrawer, pasteDrawer, probeDrawer } from './probe/drawers';
import { ProbeMark } from './probe/mark';
import { errorByBandDrawer } from './quality/error-by-band';
import { qualityDrawer } from './quality/quality';
import { rateDrawer } from './rate/drawer';
import { sampleSpreadDrawer } from './sample-spread/drawer';
import { spectrumDrawer } from './spectrum/drawer';
import { forecastDrawer, tilesDrawer } from './tiles/drawers';
import { timingDrawer } from './timing/timing';

/** The drawers of each stage, in the order of the inspector. The inspector, the palette and the help sheet read them here. */
export const DRAWERS: Readonly<Record<StageId, readonly DrawerDescription[]>> = {
  input: [truthDrawer, haarDrawer, limitsDrawer, forecastDrawer, inputStatisticsDrawer],
  bands: [
    bandMatrixDrawer,
    leaveOneOutDrawer,
    haarDrawer,
    rebuildDrawer,
    coefficientsDrawer,
    bandHistogramDrawer,
    bandStatisticsDrawer,
  ],
  encoder: [blockDrawer, layersDrawer, layerScanDrawer, networksDrawer],
  latent: [
    posteriorDrawer,
    latentFileDrawer,
    beginDrawer,
    latentHistogramDrawer,
    spectrumDrawer,
    samplingDrawer,
    sampleSpreadDrawer,
    probeDrawer,
    channelsDrawer,
    interpolateDrawer,
    pasteDrawer,
    noiseDrawer,
    influenceDrawer,
  ],
  decoder: [blockDrawer, layersDrawer, layerScanDrawer, networksDrawer],
  recon: [
    qualityDrawer,
    rateDrawer,
    compareDrawer,
    mapsDrawer,
    errorByBandDrawer,
    errorHistogramDrawer,
    errorStatisticsDrawer,
    normsDrawer,
    resolutionDrawer,
    timingDrawer,
    tilesDrawer,
    parityDrawer,
  ],
  error: [mapsDrawer, errorByBandDrawer, errorHistogramDrawer, errorStatisticsDrawer, qualityDrawer, timingDrawer],
};

/** What features add to the viewer. */
export const ADDITIONS: ViewerAdditions = {
  overlays: [RegionMark, ProbeMark],
  tools: [RegionToggle],
  keepers: [ReferenceKeeper],
};
