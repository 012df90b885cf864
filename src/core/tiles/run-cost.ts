import { hasEdits } from '../settings/edits';
import { networksOf, type Activations } from '../model/manifest';
import { PARTS, type ForecastRequest, type Part, type PartPlan, type RunPlan } from './run-plan';

/**
 * onnxruntime gives buffers back only when it submits, every 16 dispatches. Measured, that keeps as much as so many of the
 * largest tensors beside those in use (docs/benchmarks.md); fewer where the graph lets it plan which results share a buffer.
 */
export const RUNTIME_LATE = { planned: 4, unplanned: 12 } as const;
/** What is there at any size: parameters of shaders, onnxruntime's own small buffers. Measured: 1.5 MB. */
export const FIXED_BYTES = 2e6;
/**
 * What the wasm memory of onnxruntime grows by on the CPU, over what the graph keeps at a time. It grows by a fifth more than it
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
/** Facts for networks whose manifest does not say: those of the S encoder, rounded up. */
const ASSUMED_ACTIVATIONS: Activations = { peak: 300, largest: 64 };

/** Tiled runs measure strips of about so many pixels, with so many bytes a pixel. */
export const STRIP_PIXELS = 2 ** 19;
const STRIP_BYTES = 105;

/** Bytes at the peak of a run, and of its largest buffer. */
export interface Cost {
  readonly peak: number;
  readonly largest: number;
}

/** Bytes of the tensors of a run, by when they are needed. */
function tensorBytes({ geometry, model, settings }: ForecastRequest) {
  const { width, height, paddedWidth, paddedHeight } = geometry;
  const [shown, padded] = [width * height, paddedWidth * paddedHeight];
  const latent = (4 * model.latentChannels * padded) / model.downscale ** 2;
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
function weights({ backend, model }: ForecastRequest): number {
  // Somebody's own model may not say.
  const parameters = networksOf(model).reduce((sum, network) => sum + (network.parameters || 0), 0);
  return backend === 'wasm' ? HEAP_PER_PARAMETER * parameters + HEAP_FIXED_BYTES : 4 * parameters + FIXED_BYTES;
}

/** The most that a network keeps while it reads so many pixels, beside our tensors. */
function insideOf(request: ForecastRequest, part: Part, pixels: number): Cost {
  const network = request.model[part];
  if (!network) return { peak: 0, largest: 0 };
  const { activations = ASSUMED_ACTIVATIONS } = network;
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
export function wholeCost(request: ForecastRequest): Cost {
  const {
    geometry: { paddedWidth, paddedHeight },
    backend,
  } = request;
  const { pixels, padded, input, bands, edited, latents, coefficients, picture, views } = tensorBytes(request);
  const inside = PARTS.map((part) => {
    const fixedSize = request.model[part]?.fixedSize;
    return insideOf(request, part, fixedSize ? fixedSize.width * fixedSize.height : paddedWidth * paddedHeight);
  });
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
export function tiledCost(request: ForecastRequest, plan: RunPlan): Cost {
  const {
    geometry: { paddedWidth, paddedHeight },
  } = request;
  const { pixels, padded, input, bands, edited, latents, coefficients, picture, views } = tensorBytes(request);
  const all = paddedWidth * paddedHeight;
  const inside = (part: Part): Cost => {
    const read = readBy(plan[part]);
    const count = read ? request.model.downscale ** 2 * read.width * read.height : all;
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
