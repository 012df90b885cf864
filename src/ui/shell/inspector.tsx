import type { ReactNode } from 'react';
import { downscaleOf } from '../../state/model-of';
import { STAGE_TITLES, type StageId } from '../../state/stages';
import { blockText, fewerText, number } from '../kit/format';
import { useLab } from '../lab-context';
import { LeaveOneOutDrawer } from '../../features/ablation/drawer';
import { CompareDrawer } from '../../features/compare/drawer';
import { AddBandsDrawer, HaarDrawer } from '../../features/haar/drawers';
import { LatentEditDrawers } from '../../features/probe/drawers';
import { ParityDrawer } from '../../features/parity/parity-drawer';
import { RateDrawer } from '../../features/rate/drawer';
import { MapsDrawer } from '../../features/maps/maps-drawer';
import { SampleSpreadDrawer } from '../../features/sample-spread/drawer';
import { ForecastDrawer, TilesDrawer } from '../../features/tiles/drawers';
import { BandMatrix } from '../../features/bands/band-matrix';
import { BandStatistics, ErrorStatistics, InputStatistics } from '../../features/histograms/statistics';
import { ErrorByBand } from '../../features/quality/error-by-band';
import {
  BandHistogramDrawer,
  ErrorHistogramDrawer,
  LatentHistogramDrawer,
} from '../../features/histograms/histogram-drawers';
import { InputLimits } from '../../features/input/input-limits';
import { InputTruth } from '../../features/input/input-truth';
import { Posterior } from '../../features/posterior/posterior';
import { Quality } from '../../features/quality/quality';
import { Sampling } from '../../features/posterior/sampling';
import { Timing } from '../../features/timing/timing';

const DRAWERS: Record<StageId, ReactNode> = {
  input: (
    <>
      <InputTruth />
      <HaarDrawer />
      <InputLimits />
      <ForecastDrawer />
      <InputStatistics />
    </>
  ),
  bands: (
    <>
      <BandMatrix />
      <LeaveOneOutDrawer />
      <HaarDrawer />
      <AddBandsDrawer />
      <BandHistogramDrawer />
      <BandStatistics />
    </>
  ),
  latent: (
    <>
      <Posterior />
      <LatentHistogramDrawer />
      <Sampling />
      <SampleSpreadDrawer />
      <LatentEditDrawers />
    </>
  ),
  recon: (
    <>
      <Quality />
      <RateDrawer />
      <CompareDrawer />
      <MapsDrawer />
      <ErrorByBand />
      <ErrorHistogramDrawer />
      <ErrorStatistics />
      <Timing />
      <TilesDrawer />
      <ParityDrawer />
    </>
  ),
  error: (
    <>
      <MapsDrawer />
      <ErrorByBand />
      <ErrorHistogramDrawer />
      <ErrorStatistics />
      <Quality />
      <Timing />
    </>
  ),
};

function useLine(stage: StageId): string {
  const values = useLab((state) => state.result?.summary.compression ?? null);
  const channels = useLab((state) => state.result?.summary.latentDims[1] ?? null);
  const block = useLab(({ models, result }) => blockText(downscaleOf({ models }, result?.summary.model)));
  switch (stage) {
    case 'input':
      return 'What the network really gets: decoded, turned upright, converted to sRGB, scaled and padded.';
    case 'bands':
      return 'Each level splits the picture into an average (A) and three kinds of edge (H, V, D) at half the size.';
    case 'latent':
      return channels
        ? `${channels === 1 ? '1 number stands' : `${channels} numbers stand`} for each ${block} of pixels. This is all that the decoder sees.`
        : `A few numbers stand for each ${block} of pixels. This is all that the decoder sees.`;
    case 'recon':
      return values
        ? `What the decoder rebuilt from ${number(values.latentValues)} latent values, where the picture has ${number(values.latentValues * values.ratio)}: ${fewerText(values.ratio)}.`
        : 'What the decoder rebuilds from the latent.';
    case 'error':
      return 'The difference between the reconstruction and the input, pixel by pixel.';
  }
}

/** The selected stage in numbers and controls: a title, one line, and drawers in a fixed order. */
export function Inspector() {
  const stage = useLab((state) => state.viewer.stage);
  const line = useLine(stage);
  const decided = useLab((state) => state.decided);
  return (
    <>
      <div className="inspector-head">
        <h2>{STAGE_TITLES[stage]}</h2>
        <p>{line}</p>
      </div>
      {/* Their first numbers come with what a visit starts with; drawers that grow then would push each other. */}
      {decided ? <div className="drawers">{DRAWERS[stage]}</div> : null}
    </>
  );
}
