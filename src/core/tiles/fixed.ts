import { seesEverything, WHOLE, type ForecastRequest, type Part, type PartPlan, type RunPlan } from './run-plan';
import { gridOf, haloOf, spans, type Span, type TileGrid } from './tiles';

/**
 * Networks whose graphs fix height and width. A smaller picture is padded to that size by repeating the last column and row
 * of what the network reads; a larger one goes through in tiles of exactly that size.
 */

interface Cells {
  readonly width: number;
  readonly height: number;
}

/** What surrounds the core of a tile on each side, as shares of its side: the most that an exact halo may take, and any other. */
const MOST_AROUND = 1 / 4;
const AROUND = 1 / 8;

/** How a fixed network goes over a picture; null where its sizes are open, or those of the picture. */
export function fixedPart(
  { geometry, model }: Pick<ForecastRequest, 'geometry' | 'model'>,
  part: Part,
): PartPlan | null {
  const { downscale: cell } = model;
  const network = model[part];
  const fixedSize = network?.fixedSize;
  if (!fixedSize) return null;
  const [picture, tile] = [
    { width: geometry.paddedWidth / cell, height: geometry.paddedHeight / cell },
    { width: fixedSize.width / cell, height: fixedSize.height / cell },
  ];
  if (picture.width === tile.width && picture.height === tile.height) return null;
  const sides = (['width', 'height'] as const).flatMap((side) => (picture[side] > tile[side] ? [tile[side]] : []));
  const side = Math.min(...sides);
  const exact = haloOf(network, cell);
  const isExact = sides.length === 0 || (exact !== undefined && exact <= MOST_AROUND * side);
  const around = isExact ? (exact ?? 0) : Math.max(1, Math.floor(AROUND * side));
  const halo = sides.length === 0 ? 0 : Math.min(around, Math.floor((side - 1) / 2));
  const sees = seesEverything(model, part) ? 'everything' : exact === undefined ? 'unknown' : 'farther';
  return {
    cell,
    grid: fixedGrid(picture, tile, halo),
    ...(isExact ? { kind: 'exact' } : { kind: 'approximate', sees }),
    isFull: isExact,
    fixed: fixedSize,
  };
}

/** The plan of a run that keeps all its tensors. */
export function keepingPlan(request: Pick<ForecastRequest, 'geometry' | 'model'>): RunPlan {
  const [encoder, decoder] = [fixedPart(request, 'encoder'), fixedPart(request, 'decoder')];
  return encoder || decoder ? { encoder, decoder, keepsAll: true } : WHOLE;
}

/** Tiles that read `tile` cells each. They reach over the right and the lower border of a picture that is smaller. */
export function fixedGrid({ width, height }: Cells, tile: Cells, halo: number): TileGrid {
  const [columns, rows] = [fixedSpans(width, tile.width, halo), fixedSpans(height, tile.height, halo)];
  const side = Math.max(...[...columns, ...rows].map(({ coreSize }) => coreSize));
  return gridOf({ width, height, side, halo, step: 1 }, columns, rows);
}

/** At the borders of the picture a tile reads up to them. */
function fixedSpans(size: number, read: number, halo: number): Span[] {
  if (size <= read) return [{ core: 0, coreSize: size, read: 0, readSize: read }];
  return spans(size, read - 2 * halo, halo, 1, read);
}
