import { fitWithin, geometryOf } from '../math/geometry';
import { paddingOf } from '../model/contract';
import type { BackendKind } from '../backend-kind';
import { networksOf } from '../model/manifest';
import { haloOf, tileGrid } from './tiles';
import { tiledCost, wholeCost, type Cost } from './run-cost';
import { fixedPart, keepingPlan } from './fixed';
import {
  isTiled,
  seesEverything,
  WHOLE,
  type ForecastRequest,
  type Part,
  type PartPlan,
  type RunPlan,
} from './run-plan';

/**
 * What a run takes, before it is run. Our own tensors are counted as the pipeline makes them. What a network keeps at a time
 * is read off its graph by the exporter (`activations` in the manifest); RUNTIME_LATE on top of it is measured.
 */

/** Pixels around a tile of a network that sees the whole picture: nothing makes it exact. */
const APPROXIMATE_HALO = 128;
/** The smallest side of a tile that is chosen unasked, in pixels. */
const SMALLEST_SIDE = 64;

/** fits: at once. tile: in tiles. scale-down: not even so. */
export type Verdict = 'fits' | 'tile' | 'scale-down';

export interface Forecast {
  /** What is advised, whatever the settings ask for. */
  readonly verdict: Verdict;
  /** What a run with these settings does. */
  readonly plan: RunPlan;
  readonly backend: BackendKind;
  /** Bytes of that run at its peak, and of its largest buffer; on the CPU, of the memory that the runtime needs for the networks. */
  readonly peak: number;
  readonly largest: number;
  /** The same without tiles. */
  readonly whole: { readonly peak: number; readonly largest: number };
  readonly budget: number;
  readonly largestBuffer: number;
  /** Activations are assumed, because the manifest does not say. */
  readonly assumed: boolean;
}

export function forecast(request: ForecastRequest): Forecast {
  const { settings, model, largestBuffer } = request;
  const budget = settings.memory * 1e6;
  const fits = ({ peak, largest }: Cost): boolean => peak <= budget && largest <= largestBuffer;
  const whole = wholeCost(request);
  const chosen = tiledPlan(request, budget);
  const isWhole = fits(whole);
  const verdict = isWhole ? 'fits' : fits(tiledCost(request, chosen)) ? 'tile' : 'scale-down';
  const { tiles } = settings;
  const plan =
    tiles === 'off' || (tiles === 'auto' && isWhole)
      ? keepingPlan(request)
      : tiles === 'auto'
        ? chosen
        : sidePlan(request, tiles / model.downscale);
  const cost = isTiled(plan) ? tiledCost(request, plan) : whole;
  return {
    verdict,
    plan,
    backend: request.backend,
    ...cost,
    whole,
    budget,
    largestBuffer,
    assumed: networksOf(model).some(({ activations }) => !activations),
  };
}

/** The longest side at which a picture fits, at once or in tiles; 0 where none of at least 8 pixels does. */
export function largestSide(request: ForecastRequest): number {
  const { width, height } = request.geometry;
  let [low, high] = [0, Math.max(width, height) + 1];
  while (high - low > 8) {
    const side = Math.floor((low + high) / 2);
    const size = fitWithin(width, height, side);
    const { verdict } = forecast({
      ...request,
      geometry: geometryOf(size.width, size.height, paddingOf(request.model)),
    });
    if (verdict === 'scale-down') high = side;
    else low = side;
  }
  return low;
}

/** The largest tiles with which both networks stay within the budget; the smallest ones where none do. */
function tiledPlan(request: ForecastRequest, budget: number): RunPlan {
  const { downscale: cell } = request.model;
  const smallest = SMALLEST_SIDE / cell;
  const choose = (part: Part, known: RunPlan, mayBeWhole: boolean): PartPlan | null => {
    if (request.model[part]?.fixedSize) return fixedPart(request, part);
    const together = (plan: PartPlan | null): RunPlan => ({ ...known, [part]: plan });
    const isEnough = (plan: PartPlan | null): boolean => {
      // What the other network takes is looked at when its own tiles are chosen.
      const other = part === 'encoder' ? 'decoder' : 'encoder';
      const quiet = {
        ...request,
        model: { ...request.model, [other]: { ...request.model[other], activations: { peak: 0, largest: 0 } } },
      };
      const { peak, largest } = tiledCost(quiet, together(plan));
      return peak <= budget && largest <= request.largestBuffer;
    };
    if (mayBeWhole && isEnough(null)) return null;
    const longest = Math.max(request.geometry.paddedWidth, request.geometry.paddedHeight) / cell;
    const find = (planOf: (side: number) => PartPlan): PartPlan => {
      let plan = planOf(longest);
      // The steps grow: a tile that is a little smaller than it need be costs little.
      for (
        let count = 2;
        !isEnough(plan) && longest / count >= smallest;
        count = Math.max(count + 1, Math.floor(1.15 * count))
      ) {
        plan = planOf(Math.ceil(longest / count));
      }
      return plan;
    };
    const exact = haloOf(request.model[part] ?? {}, cell);
    if (part === 'decoder' || request.settings.encoderHalo === 'exact' || exact === undefined)
      return find((side) => partPlan(request, part, side));
    const {
      grid: { width, height },
      read = 0,
    } = find((side) => ({ ...partPlan(request, part, side, 0), read: side }));
    // If the exact halo takes too much for a single tile, the widest one that fits stands for it.
    const halo = Math.max(1, Math.min(exact, Math.floor((read - smallest) / 2)));
    return {
      cell,
      grid: tileGrid(width, height, Math.max(smallest, read - 2 * halo), halo, stepOf(request.model)),
      kind: 'measured',
      read,
      isFull: halo === exact,
    };
  };
  const encoder = choose('encoder', WHOLE, true);
  // One tile is the whole picture where keeping less is enough.
  return { encoder, decoder: choose('decoder', { encoder, decoder: null }, encoder !== null) };
}

function sidePlan(request: ForecastRequest, side: number): RunPlan {
  const planOf = (part: Part): PartPlan | null =>
    request.model[part]?.fixedSize ? fixedPart(request, part) : partPlan(request, part, side);
  return { encoder: planOf('encoder'), decoder: planOf('decoder') };
}

function partPlan(
  { geometry, model, settings }: ForecastRequest,
  part: Part,
  side: number,
  halo = haloOf(model[part] ?? {}, model.downscale),
): PartPlan {
  const { downscale: cell } = model;
  const measured = part === 'encoder' && settings.encoderHalo === 'measured';
  return {
    cell,
    grid: tileGrid(
      geometry.paddedWidth / cell,
      geometry.paddedHeight / cell,
      side,
      halo ?? APPROXIMATE_HALO / cell,
      stepOf(model),
    ),
    ...(halo === undefined
      ? { kind: 'approximate', sees: seesEverything(model, part) ? 'everything' : 'unknown' }
      : { kind: measured ? 'measured' : 'exact' }),
    isFull: halo !== undefined,
  };
}

/** Tiles start and end at so many cells. */
function stepOf(model: ForecastRequest['model']): number {
  return paddingOf(model) / model.downscale;
}
