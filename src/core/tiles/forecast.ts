import { hasEdits } from '../settings/edits';
import { fitWithin, geometryOf, type Geometry } from '../math/geometry';
import type { Activations, ModelEntry } from '../model/manifest';
import type { BackendKind } from '../protocol';
import type { Settings } from '../settings/settings';
import { CELL, haloOf, tileGrid, type NetworkTiling, type TileGrid } from './tiles';

/**
 * What a run takes, before it is run. Our own tensors are counted as the pipeline makes them. What a network keeps at a time
 * is read off its graph by the exporter (`activations` in the manifest); RUNTIME_LATE on top of it is measured.
 */

/**
 * onnxruntime gives buffers back only when it submits, every 16 dispatches. Measured, that keeps as much as so many of the
 * largest tensors beside those in use (docs/benchmarks.md); fewer where the graph lets it plan which results share a buffer.
 */
export const RUNTIME_LATE = { planned: 4, unplanned: 12 } as const;
/** What is there at any size: parameters of shaders, onnxruntime's own small buffers. Measured: 1.5 MB. */
export const FIXED_BYTES = 2e6;
/**
 * On the CPU: what the wasm memory of onnxruntime grows by, over what the graph keeps at a time. It grows by a fifth more than it
 * must, and what was freed lies in pieces. Measured: 1.0 to 1.6 (docs/benchmarks.md).
 */
export const HEAP_FACTOR = 1.7;
/** Bytes a parameter of networks that are loaded there, and what is there without any. Measured: 8.4, and 17 MB of memory beside the code. */
export const HEAP_PER_PARAMETER = 9;
export const HEAP_FIXED_BYTES = 40e6;
/** That memory has addresses of 32 bits. */
export const HEAP_LIMIT = 2 ** 32;
/** Bytes a pixel of views on screen, of those that take their place, and of those that were left: six in all. */
const VIEW_BYTES = 24;
/** Browsers take back late what scripts drop. Measured, with the page itself (docs/benchmarks.md). */
export const DROPPED = 1.15;
/** For networks whose manifest does not say: those of the S encoder, rounded up. */
const ASSUMED_ACTIVATIONS: Activations = { peak: 300, largest: 64 };
/** Cells around a tile of a network that sees the whole picture: nothing makes it exact. */
const APPROXIMATE_HALO = 16;
/** The smallest side of a tile that is chosen unasked, in cells. */
const SMALLEST_SIDE = 8;
/** Tiled runs measure strips of about so many pixels, with so many bytes a pixel. */
export const STRIP_PIXELS = 2 ** 19;
const STRIP_BYTES = 105;

const PARTS = ['encoder', 'decoder'] as const;
type Part = (typeof PARTS)[number];

/** The tiles of one network. */
export interface PartPlan {
  /** Of a measured halo: with the halo that others are compared with. */
  readonly grid: TileGrid;
  readonly kind: NetworkTiling['kind'];
  readonly sees?: NetworkTiling['sees'];
  /** Of a measured halo: cells along a side of what a tile may read, so that a smaller halo gives larger tiles. */
  readonly read?: number;
  /** The halo of the grid covers the receptive field. */
  readonly isFull: boolean;
}

/** How the networks of a run go over the picture: at once where it is null. Tiled runs keep less beside them. */
export interface RunPlan {
  readonly encoder: PartPlan | null;
  readonly decoder: PartPlan | null;
}

export const WHOLE: RunPlan = { encoder: null, decoder: null };

export function isTiled({ encoder, decoder }: RunPlan): boolean {
  return encoder !== null || decoder !== null;
}

export interface ForecastRequest {
  readonly geometry: Geometry;
  readonly model: Pick<ModelEntry, 'latentChannels' | 'norm' | 'multiple' | 'encoder' | 'decoder'>;
  readonly settings: Pick<Settings, 'tiles' | 'encoderHalo' | 'memory' | 'bands'>;
  readonly backend: BackendKind;
  /** Bytes that one buffer may have on this device; on the CPU, HEAP_LIMIT. */
  readonly largestBuffer: number;
}

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

interface Cost {
  readonly peak: number;
  readonly largest: number;
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
    tiles === 'off' ? WHOLE : tiles === 'auto' ? (isWhole ? WHOLE : chosen) : fixedPlan(request, tiles / CELL);
  const cost = isTiled(plan) ? tiledCost(request, plan) : whole;
  return {
    verdict,
    plan,
    backend: request.backend,
    ...cost,
    whole,
    budget,
    largestBuffer,
    assumed: !model.encoder.activations || !model.decoder.activations,
  };
}

/** The longest side at which a picture fits, at once or in tiles; 0 where none of at least 8 pixels does. */
export function largestSide(request: ForecastRequest): number {
  const { width, height } = request.geometry;
  let [low, high] = [0, Math.max(width, height) + 1];
  while (high - low > 8) {
    const side = Math.floor((low + high) / 2);
    const size = fitWithin(width, height, side);
    const { verdict } = forecast({ ...request, geometry: geometryOf(size.width, size.height, request.model.multiple) });
    if (verdict === 'scale-down') high = side;
    else low = side;
  }
  return low;
}

/** Bytes of the tensors of a run, by when they are needed. */
function tensorBytes({ geometry, model, settings }: ForecastRequest) {
  const { width, height, paddedWidth, paddedHeight } = geometry;
  const [shown, padded] = [width * height, paddedWidth * paddedHeight];
  const latent = (4 * model.latentChannels * padded) / CELL ** 2;
  const bands = 12 * padded * (1 + 1 / 4 + 1 / 16);
  return {
    pixels: 4 * shown,
    padded: 12 * padded,
    input: shown === padded ? 0 : 12 * shown,
    bands,
    edited: hasEdits(settings.bands) ? bands : 0,
    latents: 4 * latent,
    coefficients: 12 * padded,
    picture: 12 * shown,
    views: VIEW_BYTES * shown,
  };
}

/** And what else does not depend on the picture. */
function weights({ backend, model: { encoder, decoder } }: ForecastRequest): number {
  // Somebody's own model may not say.
  const parameters = (encoder.parameters || 0) + (decoder.parameters || 0);
  return backend === 'wasm' ? HEAP_PER_PARAMETER * parameters + HEAP_FIXED_BYTES : 4 * parameters + FIXED_BYTES;
}

/** The most that a network keeps while it reads so many pixels, beside our tensors. */
function insideOf(request: ForecastRequest, part: Part, pixels: number): Cost {
  const { activations = ASSUMED_ACTIVATIONS } = request.model[part];
  if (request.backend === 'wasm') {
    // What goes in and comes out is copied.
    const peak = (HEAP_FACTOR * activations.peak + perPixel(request, part)) * pixels;
    return { peak, largest: peak + weights(request) };
  }
  const late = activations.namedSizes ? RUNTIME_LATE.planned : RUNTIME_LATE.unplanned;
  return { peak: (activations.peak + late * activations.largest) * pixels, largest: activations.largest * pixels };
}

/** Bytes of what a network reads and writes, for each pixel. */
function perPixel(request: ForecastRequest, part: Part): number {
  const { paddedWidth, paddedHeight } = request.geometry;
  const { bands, latents, coefficients } = tensorBytes(request);
  return (part === 'encoder' ? bands + latents / 2 : latents / 4 + coefficients) / (paddedWidth * paddedHeight);
}

/** The shown result, that of the run, and what the measures keep. */
function wholeCost(request: ForecastRequest): Cost {
  const {
    geometry: { paddedWidth, paddedHeight },
    backend,
  } = request;
  const { pixels, padded, input, bands, edited, latents, coefficients, picture, views } = tensorBytes(request);
  const inside = PARTS.map((part) => insideOf(request, part, paddedWidth * paddedHeight));
  const [onGpu, onCpu] = [
    { set: 2 * bands + 2 * picture, beside: padded + bands + (4 / 3) * padded, late: 1 },
    // Bands that are not edited are the raw ones, the error is not kept, and the measures go strip by strip.
    { set: bands + edited + picture, beside: views, late: DROPPED },
  ];
  const { set, beside, late } = backend === 'wasm' ? onCpu : onGpu;
  const peak =
    pixels +
    2 * (padded + input + latents + coefficients + set) +
    beside +
    weights(request) +
    Math.max(...inside.map((each) => each.peak));
  return {
    peak: late * peak,
    largest: Math.max((4 / 3) * padded, ...inside.map(({ largest }) => largest)),
  };
}

/**
 * A tiled run keeps one set of tensors, makes those of the second half when they are needed, has the edited bands in place of the
 * raw ones where there are no edits, and measures strip by strip.
 */
function tiledCost(request: ForecastRequest, plan: RunPlan): Cost {
  const {
    geometry: { paddedWidth, paddedHeight },
  } = request;
  const { pixels, padded, input, bands, edited, latents, coefficients, picture, views } = tensorBytes(request);
  const all = paddedWidth * paddedHeight;
  const inside = (part: Part): Cost => {
    const read = readBy(plan[part]);
    const count = read ? CELL ** 2 * read.width * read.height : all;
    const cost = insideOf(request, part, count);
    // What the tile reads and writes, beside the tensors that it comes from and goes to.
    return read ? { peak: cost.peak + perPixel(request, part) * count, largest: cost.largest } : cost;
  };
  const early = padded + input + bands + edited + latents + weights(request);
  const [encoder, decoder] = [inside('encoder'), inside('decoder')];
  const strip = STRIP_BYTES * Math.min(all, STRIP_PIXELS);
  // Seams need what the tiles said of their neighbours, up to the end.
  const ring = plan.encoder && plan.encoder.kind !== 'exact' ? latents / 2 : 0;
  const late = early + ring + coefficients + (plan.decoder?.kind === 'approximate' ? coefficients : 0);
  const largest = Math.max(padded, encoder.largest, decoder.largest);
  // There the pixels stay, and wasm memory never shrinks.
  if (request.backend === 'wasm') {
    return { peak: DROPPED * (pixels + late + picture + views + Math.max(encoder.peak, decoder.peak)), largest };
  }
  return {
    peak: Math.max(pixels + early, early + ring + encoder.peak, late + decoder.peak, late + picture + strip),
    largest,
  };
}

/** Cells that a tile reads; of a measured halo the most that it may read, whatever halo is found. */
function readBy(plan: PartPlan | null): { readonly width: number; readonly height: number } | undefined {
  const [tile] = plan?.grid.tiles ?? [];
  if (!plan?.read) return tile?.read;
  return { width: Math.min(plan.read, plan.grid.width), height: Math.min(plan.read, plan.grid.height) };
}

/** The largest tiles with which both networks stay within the budget; the smallest ones where none do. */
function tiledPlan(request: ForecastRequest, budget: number): RunPlan {
  const choose = (part: Part, known: RunPlan, mayBeWhole: boolean): PartPlan | null => {
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
    const longest = Math.max(request.geometry.paddedWidth, request.geometry.paddedHeight) / CELL;
    const find = (planOf: (side: number) => PartPlan): PartPlan => {
      let plan = planOf(longest);
      // In steps that grow: a tile that is a little smaller than it need be costs little.
      for (
        let count = 2;
        !isEnough(plan) && longest / count >= SMALLEST_SIDE;
        count = Math.max(count + 1, Math.floor(1.15 * count))
      ) {
        plan = planOf(Math.ceil(longest / count));
      }
      return plan;
    };
    const exact = haloOf(request.model[part]);
    if (part === 'decoder' || request.settings.encoderHalo === 'exact' || exact === undefined)
      return find((side) => partPlan(request, part, side));
    const {
      grid: { width, height },
      read = 0,
    } = find((side) => ({ ...partPlan(request, part, side, 0), read: side }));
    // Where the exact halo takes too much for a single tile, the widest one that does not stands for it.
    const halo = Math.max(1, Math.min(exact, Math.floor((read - SMALLEST_SIDE) / 2)));
    return {
      grid: tileGrid(width, height, Math.max(SMALLEST_SIDE, read - 2 * halo), halo, stepOf(request.model)),
      kind: 'measured',
      read,
      isFull: halo === exact,
    };
  };
  const encoder = choose('encoder', WHOLE, true);
  // Where keeping less is enough, one tile is the whole picture.
  return { encoder, decoder: choose('decoder', { encoder, decoder: null }, encoder !== null) };
}

function fixedPlan(request: ForecastRequest, side: number): RunPlan {
  return { encoder: partPlan(request, 'encoder', side), decoder: partPlan(request, 'decoder', side) };
}

function partPlan(
  { geometry, model, settings }: ForecastRequest,
  part: Part,
  side: number,
  halo = haloOf(model[part]),
): PartPlan {
  const measured = part === 'encoder' && settings.encoderHalo === 'measured';
  return {
    grid: tileGrid(
      geometry.paddedWidth / CELL,
      geometry.paddedHeight / CELL,
      side,
      halo ?? APPROXIMATE_HALO,
      stepOf(model),
    ),
    ...(halo === undefined
      ? { kind: 'approximate', sees: seesEverything(model, part) ? 'everything' : 'unknown' }
      : { kind: measured ? 'measured' : 'exact' }),
    isFull: halo !== undefined,
  };
}

/** Tiles start and end at so many cells. */
function stepOf({ multiple }: ForecastRequest['model']): number {
  return (multiple ?? CELL) / CELL;
}

/** A manifest that does not say it of each network says it of the model. */
function seesEverything(model: ForecastRequest['model'], part: Part): boolean {
  return model[part].global ?? model.norm === 'group';
}
