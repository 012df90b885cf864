import { TILE } from '../../core/math/bands';
import { bandKeys } from '../../state/edits';
import type { ReadTensors } from '../../state/readings';
import { VIEWS, type SourceId } from '../../state/views';
import type { Viewport, Viewer } from '../../state/state-types';
import type { Legend, Rect } from '../../core/view/view';
import type { PictureInfo } from '../../core/protocol';
import type { Settings } from '../../core/settings/settings';
import { paddingStrips } from './padding-strips';
import type { ShownView } from './use-view';
import { isPadded, place, spaceOf, unitOf, type Pane } from './viewport';
import type { Scene } from './paint';
import { bandOfLabel, cellText } from './values';

export interface SceneInput {
  readonly shown: ShownView;
  readonly source: SourceId;
  readonly viewer: Viewer;
  readonly settings: Settings;
  readonly info: PictureInfo;
  readonly viewport: Viewport;
  readonly pane: Pane;
  readonly tensors: ReadTensors | null;
}

/** The stages with the drawer that follows a block. */
const BLOCK_STAGES: ReadonlySet<string> = new Set(['input', 'bands']);

/** Rectangles of a view that hold one band, channel or picture each. */
export function rectsOf(shown: ShownView): readonly Rect[] {
  const { bitmap, legends } = shown.view;
  return legends.length > 0
    ? legends.map(({ rect }) => rect)
    : [{ x: 0, y: 0, width: bitmap.width, height: bitmap.height }];
}

export function sceneOf(input: SceneInput): Scene {
  const { shown, source, viewer, settings, info, viewport, pane, tensors } = input;
  const { bitmap, legends } = shown.view;
  const rects = rectsOf(shown);
  const padded = isPadded(source);
  const marks = [
    ...(viewer.block && BLOCK_STAGES.has(viewer.stage)
      ? rects.map((rect) => blockIn(rect, unitOf(rect, info, padded), viewer.block as { x: number; y: number }))
      : []),
    ...(viewer.crosshair ? rects.map((rect) => markIn(rect, viewer.crosshair as { x: number; y: number })) : []),
  ];

  function markIn(rect: Rect, at: { x: number; y: number }): Rect {
    const unit = unitOf(rect, info, padded);
    return { x: rect.x + Math.floor(at.x / unit), y: rect.y + Math.floor(at.y / unit), width: 1, height: 1 };
  }

  const print = tensors
    ? (x: number, y: number): readonly string[] | null => {
        const index = rects.findIndex((r) => x >= r.x && y >= r.y && x < r.x + r.width && y < r.y + r.height);
        const rect = rects[index];
        return rect ? cellText(source, viewer, tensors, legends[index], index, x - rect.x, y - rect.y) : null;
      }
    : null;

  return {
    bitmap,
    ratio: pane.ratio,
    legends,
    marks,
    print,
    grid: true,
    placement: place(spaceOf(source, viewer, info, bitmap), viewport, pane),
    muted: source === 'bands' && !viewer.bands.raw ? mutedRects(legends, viewer, settings) : [],
    strips: source === 'padded' ? paddingStrips(info) : [],
    named: VIEWS[source].extent === 'sheet',
  };
}

/** Bands of which every shown colour is muted. */
export function mutedRects(legends: readonly Legend[], viewer: Viewer, settings: Settings): Rect[] {
  return legends
    .filter(({ label }) => {
      const band = bandOfLabel(label);
      return (
        band && bandKeys(band.level, band.orientation, viewer.bands.colour).every((key) => settings.bands[key]?.mute)
      );
    })
    .map(({ rect }) => rect);
}

/** The values of a rectangle that belong to the 8x8 block around a pixel of the picture: 8x8, 4x4, 2x2 or one. */
function blockIn(rect: Rect, unit: number, at: { x: number; y: number }): Rect {
  const side = Math.max(1, TILE / unit);
  return {
    x: rect.x + Math.floor(at.x / TILE) * side,
    y: rect.y + Math.floor(at.y / TILE) * side,
    width: side,
    height: side,
  };
}
