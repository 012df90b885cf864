import { fixedText } from '../../../core/tiles/fixed-words';
import { hasEdits } from '../../../core/settings/edits';
import { LARGEST_SIDE } from '../../../core/settings/settings';
import { forecast, largestSide } from '../../../core/tiles/forecast';
import type { ForecastRequest, PartPlan } from '../../../core/tiles/run-plan';
import { forecastMs, type SpeedSample } from '../../../core/tiles/forecast-ms';
import { fitWithin, geometryOf, geometryOfRun, type Geometry } from '../../../core/math/geometry';
import type { PictureInfo, RunSummary } from '../../../core/protocol';
import { paddingOf } from '../../../core/model/contract';
import type { LabContext } from '../../../state/context';
import type { MessageActions } from '../../../state/messages';
import { modelOf } from '../../../state/model-of';
import { isPlaying } from '../../../state/playing';
import { outlookSentence } from './outlook-words';
import type { Store } from '../../../state/prefs';
import type { LabState, Outlook, PartOutlook } from '../../../state/state-types';

const KEY = 'litevae-lab.speed.1';
const MOST_KEPT = 20;
const MOST_SAMPLES = 8;

type Known = Pick<LabState, 'session' | 'models' | 'defaultModel' | 'settings'>;

/** Which times hold for the next run: device, networks and arithmetic. Null while that is not known. */
function speedKey(state: Known): string | null {
  const { info } = state.session;
  const model = modelOf(state);
  return info && model
    ? [
        info.backend,
        info.adapter,
        info.precision.split(',')[0],
        ...[model.encoder, model.decoder].map((network) => network?.sha256.slice(0, 16) ?? 'none'),
      ].join(' ')
    : null;
}

/** What is remembered of runs on this device. */
export function samplesFor(storage: Store | null, state: Known): readonly SpeedSample[] {
  const key = speedKey(state);
  return key ? (kept(storage)[key] ?? []) : [];
}

function kept(storage: Store | null): Record<string, readonly SpeedSample[]> {
  try {
    return JSON.parse(storage?.getItem(KEY) ?? '{}') as Record<string, readonly SpeedSample[]>;
  } catch {
    return {};
  }
}

/** Null for a run that says nothing of the next one: it took stages over, or tried halos. */
export function sampleOf(summary: RunSummary): SpeedSample | null {
  const { timings, totalMs, cold, reused, tiling } = summary;
  if (reused?.length || tiling?.encoder?.kind === 'measured') return null;
  const { paddedWidth, paddedHeight } = geometryOfRun(summary);
  const pixels = paddedWidth * paddedHeight;
  return {
    pixels,
    cold,
    encoder: timings.encoder / pixels / (tiling?.encoder?.factor ?? 1),
    decoder: timings.decoder / pixels / (tiling?.decoder?.factor ?? 1),
    rest: (totalMs - timings.encoder - timings.decoder) / pixels,
  };
}

function remember(storage: Store | null, key: string, sample: SpeedSample): void {
  const { [key]: before = [], ...others } = kept(storage);
  const entries = [...Object.entries(others).slice(1 - MOST_KEPT), [key, [...before, sample].slice(-MOST_SAMPLES)]];
  try {
    storage?.setItem(KEY, JSON.stringify(Object.fromEntries(entries)));
  } catch {
    // The next visit measures again if there is no storage.
  }
}

/** The forecast for a size with the present settings; null while model or backend are not known. */
export function outlookOf(
  state: Known,
  storage: Store | null,
  { width, height }: Pick<Geometry, 'width' | 'height'>,
): Outlook | null {
  const model = modelOf(state);
  const { info } = state.session;
  if (!model || !info) return null;
  const geometry = geometryOf(width, height, paddingOf(model));
  const request: ForecastRequest = {
    geometry,
    model,
    settings: state.settings,
    backend: info.backend,
    largestBuffer: info.largestBuffer ?? Infinity,
  };
  const { plan, ...found } = forecast(request);
  return {
    ...found,
    tiles: { encoder: partOf(plan.encoder), decoder: partOf(plan.decoder) },
    time: forecastMs(samplesFor(storage, state), geometry, plan),
    side: found.verdict === 'scale-down' ? largestSide(request) : null,
    width,
    height,
    others: [],
  };
}

const SIDES = [512, 1024, 2048, 4096, LARGEST_SIDE];

/** Those that make a difference to this picture, and the present one. */
function sidesFor(info: PictureInfo, maxSide: number): number[] {
  const { width, height } = largestSize(info);
  const longest = Math.min(LARGEST_SIDE, Math.max(width, height));
  return [...new Set([...SIDES.filter((side) => side < longest), Math.max(8, longest), maxSide])].toSorted(
    (a, b) => a - b,
  );
}

function partOf(plan: PartPlan | null): PartOutlook | null {
  return (
    plan && {
      across: plan.grid.across,
      down: plan.grid.down,
      factor: plan.grid.factor,
      halo: plan.cell * plan.grid.halo,
      kind: plan.kind,
      ...(plan.sees && { sees: plan.sees }),
      ...(plan.fixed && { fixed: plan.fixed }),
    }
  );
}

/** Drawings have no size of their own, and frames of a camera or video come at the size that was chosen for them. */
function largestSize({ sourceWidth, sourceHeight, format, width, height }: PictureInfo): {
  width: number;
  height: number;
} {
  return ['SVG', 'Camera', 'Video'].includes(format) ? { width, height } : { width: sourceWidth, height: sourceHeight };
}

/** The size at which a picture is worked on with a limit. */
export function sizeAt(info: PictureInfo, maxSide: number): Geometry {
  const from = largestSize(info);
  const size = fitWithin(from.width, from.height, maxSide);
  return geometryOf(size.width, size.height);
}

/** Keeps the outlook that of the open picture, remembers the times of runs, and says what does not fit at once. */
export function watchOutlook({ store, environment: { storage } }: LabContext, messages: MessageActions): void {
  let [seen, timed, said] = ['', null as RunSummary | null, ''];
  const look = (): void => {
    const state = store.getState();
    const { picture, settings, result, live } = state;
    const key = speedKey(state);
    const summary = result?.stored === null ? result.summary : null;
    if (key && summary && summary !== timed) {
      timed = summary;
      const sample = sampleOf(summary);
      // A run that ended after the backend changed belongs to the one before.
      if (sample && summary.backend === state.session.info?.backend && summary.model === state.session.info.model)
        remember(storage, key, sample);
      seen = '';
    }
    const { maxSide, tiles, encoderHalo, memory, bands } = settings;
    const asked = JSON.stringify([key, picture?.version, maxSide, tiles, encoderHalo, memory, hasEdits(bands)]);
    if (asked === seen) return;
    seen = asked;
    const outlook = picture && outlookOf(state, storage, sizeAt(picture.info, maxSide));
    const others = (picture ? sidesFor(picture.info, maxSide) : []).flatMap((side) => {
      const other = picture && outlookOf(state, storage, sizeAt(picture.info, side));
      return other
        ? [
            {
              maxSide: side,
              verdict: other.verdict,
              peak: other.peak,
              time: other.time,
              width: other.width,
              height: other.height,
            },
          ]
        : [];
    });
    store.setState({ outlook: outlook && { ...outlook, others } });
    const text =
      !outlook || isPlaying({ live })
        ? ''
        : outlook.verdict === 'fits'
          ? fixedText(outlook.tiles)
          : outlookSentence(outlook, settings);
    if (text && text !== said) messages.inform(text);
    said = text;
  };
  store.subscribe(look);
  look();
}
