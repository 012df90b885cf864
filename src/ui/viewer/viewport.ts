import type { Rect } from '../../core/view/view';
import { shownViews } from '../../state/stages';
import { VIEWS, type SourceId } from '../../state/views';
import type { Viewport, Viewer } from '../../state/state-types';
import type { Size } from '../../core/math/scale';
import type { PictureInfo } from '../../core/protocol';

/**
 * How a view lies in the picture. In a spatial view each value stands for unit x unit pixels, and views of one
 * picture cover each other; a sheet (pyramid, grids) only has its own size.
 */
export interface Space {
  readonly kind: 'spatial' | 'sheet';
  /** Pixels of the picture for each pixel of the view (1 for sheets). */
  readonly unit: number;
  /** What zoom 1 fits into the pane: the picture, with its padding where a view beside it has that, or the sheet. */
  readonly width: number;
  readonly height: number;
  /** What a viewport has its shares of: the picture without its padding, so that the same pixel stays in the middle; or the sheet. */
  readonly frame: Size;
}

/** The place of the view's pixels, in CSS px of the pane. */
export interface Placement {
  /** CSS px for each pixel of the view. */
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

export interface Pane {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  /** What brings its canvas onto whole pixels of the screen, where the layout does not. */
  readonly transform?: string;
  /** Room that fitting leaves at each side, CSS px. */
  readonly margin: number;
  /** The same above and below, where a scale or a name stands there. */
  readonly foot?: number;
}

export function spaceOf(
  source: SourceId,
  viewer: Viewer,
  info: PictureInfo,
  view: { width: number; height: number },
): Space {
  const { extent } = VIEWS[source];
  if (extent === 'sheet') {
    const { width, height } = view;
    return { kind: 'sheet', unit: 1, width, height, frame: { width, height } };
  }
  const unit =
    extent === 'band' ? 2 ** viewer.bands.level : extent === 'cells' ? unitOf(view, info, isPadded(source)) : 1;
  // The same for both sides, so that they cover each other; with a large downscale, padding is a good part of what is seen.
  const { width, height, paddedWidth, paddedHeight } = info;
  const isWhole = [source, ...shownViews(viewer.views[viewer.stage])].some(showsPadding);
  return {
    kind: 'spatial',
    unit,
    ...(isWhole ? { width: paddedWidth, height: paddedHeight } : { width, height }),
    frame: { width, height },
  };
}

/** The middle of the pane, in pixels of the base: of all that is fitted as long as nobody moved it. */
function middleOf({ zoom, x, y }: Viewport, space: Space): { x: number; y: number } {
  const { width, height } = zoom <= 1 && x === 0.5 && y === 0.5 ? space : space.frame;
  return { x: x * width, y: y * height };
}

function showsPadding(source: SourceId): boolean {
  return VIEWS[source].extent !== 'sheet' && isPadded(source);
}

/**
 * CSS px for each pixel of the base, at zoom 1. A whole number of screen pixels is taken where that leaves less
 * than a quarter of the room empty, since every pixel is then equally large.
 */
export function fitScale(space: Space, pane: Pane): number {
  const inner = (size: number, margin: number): number => Math.max(16, size - 2 * margin);
  const room = Math.min(
    inner(pane.width, pane.margin) / space.width,
    inner(pane.height, pane.foot ?? pane.margin) / space.height,
  );
  const whole = Math.floor(room * pane.ratio) / pane.ratio;
  return whole > 0 && whole / room > 0.75 ? whole : room;
}

export function place(space: Space, viewport: Viewport, pane: Pane): Placement {
  const scale = fitScale(space, pane) * viewport.zoom;
  const middle = middleOf(viewport, space);
  const snap = (value: number): number => Math.round(value * pane.ratio) / pane.ratio;
  return {
    scale: scale * space.unit,
    left: snap(pane.width / 2 - middle.x * scale),
    top: snap(pane.height / 2 - middle.y * scale),
  };
}

/** CSS px of one value, beyond which zooming in shows nothing more. */
const LARGEST_VALUE = 160;

/** The viewport after zooming by a factor with the point (x, y) of the pane held still. */
export function zoomAt(viewport: Viewport, factor: number, x: number, y: number, space: Space, pane: Pane): Viewport {
  const before = fitScale(space, pane) * viewport.zoom;
  const after = Math.min(before * factor, Math.max(before, LARGEST_VALUE / space.unit));
  const middle = middleOf(viewport, space);
  const hold = (centre: number, offset: number, extent: number): number =>
    (centre + offset / before - offset / after) / extent;
  return {
    zoom: (viewport.zoom * after) / before,
    x: hold(middle.x, x - pane.width / 2, space.frame.width),
    y: hold(middle.y, y - pane.height / 2, space.frame.height),
  };
}

/** The viewport after dragging by (dx, dy) CSS px. */
export function panBy(viewport: Viewport, dx: number, dy: number, space: Space, pane: Pane): Viewport {
  const scale = fitScale(space, pane) * viewport.zoom;
  const { x, y } = middleOf(viewport, space);
  const { width, height } = space.frame;
  return { ...viewport, x: (x - dx / scale) / width, y: (y - dy / scale) / height };
}

/** What lies under a point of the pane, of the rectangles of a view. */
export function legendAt<T extends { readonly rect: Rect }>(
  x: number,
  y: number,
  placement: Placement,
  legends: readonly T[],
): T | undefined {
  const [vx, vy] = [(x - placement.left) / placement.scale, (y - placement.top) / placement.scale];
  return legends.find(({ rect: r }) => vx >= r.x && vy >= r.y && vx < r.x + r.width && vy < r.y + r.height);
}

/** Pixel of the picture under a point of the pane, through the rectangle of the view that holds it; null outside. */
export function pictureAt(
  x: number,
  y: number,
  placement: Placement,
  rects: readonly Rect[],
  info: PictureInfo,
  padded: boolean,
): { x: number; y: number } | null {
  const rect = legendAt(
    x,
    y,
    placement,
    rects.map((each) => ({ rect: each })),
  )?.rect;
  if (!rect) return null;
  const vx = (x - placement.left) / placement.scale;
  const vy = (y - placement.top) / placement.scale;
  const unit = unitOf(rect, info, padded);
  return { x: Math.floor((vx - rect.x) * unit), y: Math.floor((vy - rect.y) * unit) };
}

/**
 * Pixels of the picture along one side of a value of this rectangle: a power of two, also where the model of the view pads the
 * picture to other sides than that of the result on screen.
 */
export function unitOf({ width }: Pick<Rect, 'width'>, info: PictureInfo, padded: boolean): number {
  return padded ? 2 ** Math.round(Math.log2(info.paddedWidth / width)) : 1;
}

/** Views of the cropped picture; everything else shows the padded one. */
export function isPadded(source: SourceId): boolean {
  return VIEWS[source].extent !== 'picture';
}
