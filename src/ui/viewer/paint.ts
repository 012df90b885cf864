import type { Legend, Rect } from '../../core/view/view';
import type { Placement } from './viewport';
import { nameIn } from './name-in';
import { paintStrip } from './paint-strip';

/** Values are printed in cells from this size, and a grid is drawn from the next, both in CSS px. */
const PRINT_FROM = 32;
const GRID_FROM = 12;
const MIN_MARK = 7;
const MARK = '#b4f057';

export interface Scene {
  readonly bitmap: ImageBitmap;
  readonly placement: Placement;
  readonly ratio: number;
  readonly legends: readonly Legend[];
  /** Cells under the crosshair, in pixels of the view. */
  readonly marks: readonly Rect[];
  /** Rectangles that are muted. */
  readonly muted: readonly Rect[];
  /** Rectangles that padding added. */
  readonly strips: readonly Rect[];
  /** Whether rectangles are named on the picture. */
  readonly named: boolean;
  /** Whether lines part enlarged values. */
  readonly grid: boolean;
  /** Lines to print in a cell of the view, or null where nothing is known. */
  readonly print: ((x: number, y: number) => readonly string[] | null) | null;
}

/** Draws a view with its marks into a canvas of width x height device pixels. */
export function paintScene(context: CanvasRenderingContext2D, scene: Scene): void {
  const { canvas } = context;
  const { bitmap, placement, ratio } = scene;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (bitmap.width === 0) return;
  const device = placement.scale * ratio;
  const [wide, high] = [Math.round(bitmap.width * device), Math.round(bitmap.height * device)];
  // Edges between two pixels of the screen would be blended.
  context.imageSmoothingEnabled = wide < bitmap.width || high < bitmap.height;
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    bitmap,
    Math.round(placement.left * ratio),
    Math.round(placement.top * ratio),
    Math.max(1, wide),
    Math.max(1, high),
  );
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const toPane = (rect: Rect): Rect => ({
    x: placement.left + rect.x * placement.scale,
    y: placement.top + rect.y * placement.scale,
    width: rect.width * placement.scale,
    height: rect.height * placement.scale,
  });
  // Below the values, which padding has too.
  for (const rect of scene.strips) paintStrip(context, toPane(rect));
  if (scene.grid && placement.scale >= GRID_FROM) {
    const whole = { x: 0, y: 0, width: bitmap.width, height: bitmap.height };
    const rects = scene.legends.length > 0 ? scene.legends.map(({ rect }) => rect) : [whole];
    for (const rect of rects) paintCells(context, scene, rect);
  }
  for (const rect of scene.muted) paintMuted(context, toPane(rect));
  if (scene.named) {
    paintBorders(
      context,
      scene.legends.map(({ rect }) => toPane(rect)),
      ratio,
    );
    for (const legend of scene.legends) paintName(context, legend, toPane(legend.rect));
  }
  for (const mark of scene.marks) paintMark(context, toPane(mark));
}

/** Lines between values, and the values themselves where there is room. Only what is visible is visited. */
function paintCells(context: CanvasRenderingContext2D, scene: Scene, rect: Rect): void {
  const {
    placement: { scale, left, top },
    ratio,
    print,
  } = scene;
  const [width, height] = [context.canvas.width / ratio, context.canvas.height / ratio];
  const first = (offset: number, start: number): number => Math.max(start, Math.floor(-offset / scale));
  const last = (offset: number, end: number, room: number): number => Math.min(end, Math.ceil((room - offset) / scale));
  const [x0, x1] = [first(left, rect.x), last(left, rect.x + rect.width, width)];
  const [y0, y1] = [first(top, rect.y), last(top, rect.y + rect.height, height)];
  // One pixel of the screen, and not half of two.
  const crisp = (at: number): number => (Math.round(at * ratio) + 0.5) / ratio;
  context.beginPath();
  for (let x = x0; x <= x1; x++) {
    context.moveTo(crisp(left + x * scale), top + y0 * scale);
    context.lineTo(crisp(left + x * scale), top + y1 * scale);
  }
  for (let y = y0; y <= y1; y++) {
    context.moveTo(left + x0 * scale, crisp(top + y * scale));
    context.lineTo(left + x1 * scale, crisp(top + y * scale));
  }
  context.strokeStyle = 'rgb(128 128 128 / 0.45)';
  context.lineWidth = 1 / ratio;
  context.stroke();
  if (!print || scale < PRINT_FROM) return;
  context.font = `${Math.min(11, scale / 4)}px "Geist Mono", monospace`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const lines = print(x, y);
      if (lines)
        printLines(
          context,
          lines,
          seenMiddle(left + x * scale, scale, width),
          seenMiddle(top + y * scale, scale, height),
          Math.min(13, scale / 3.4),
        );
    }
  }
}

/** Middle of what is seen of a cell, while that has room for its value: a large one may have its own middle outside. */
function seenMiddle(start: number, size: number, room: number): number {
  const [from, to] = [Math.max(0, start), Math.min(room, start + size)];
  return to - from >= 2 * PRINT_FROM ? (from + to) / 2 : start + size / 2;
}

/** White text with a black rim: it reads on any colour without knowing it. */
function printLines(
  context: CanvasRenderingContext2D,
  lines: readonly string[],
  x: number,
  y: number,
  lineHeight: number,
): void {
  context.lineWidth = 3;
  context.lineJoin = 'round';
  lines.forEach((line, index) => {
    const at = y + (index - (lines.length - 1) / 2) * lineHeight;
    context.strokeStyle = 'rgb(0 0 0 / 0.75)';
    context.strokeText(line, x, at);
    context.fillStyle = '#fff';
    context.fillText(line, x, at);
  });
}

/** Thin lines between the rectangles of a sheet, outside of their values. */
function paintBorders(context: CanvasRenderingContext2D, rects: readonly Rect[], ratio: number): void {
  context.strokeStyle = 'rgb(255 255 255 / 0.24)';
  context.lineWidth = 1 / ratio;
  for (const { x, y, width, height } of rects) context.strokeRect(x, y, width, height);
}

function paintName(context: CanvasRenderingContext2D, legend: Legend, rect: Rect): void {
  const fontOf = (size: number): string => `500 ${size}px "Geist Mono", monospace`;
  const name = nameIn(legend, rect, (text, size) => {
    context.font = fontOf(size);
    return context.measureText(text).width;
  });
  if (!name) return;
  context.font = fontOf(name.size);
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.fillStyle = 'rgb(8 8 8 / 0.72)';
  context.fillRect(rect.x + name.inset, rect.y + name.inset, name.width, name.height);
  context.fillStyle = '#fff';
  context.fillText(name.text, rect.x + name.x, rect.y + name.y);
}

function paintMuted(context: CanvasRenderingContext2D, rect: Rect): void {
  context.save();
  context.beginPath();
  context.rect(rect.x, rect.y, rect.width, rect.height);
  context.clip();
  context.fillStyle = 'rgb(20 20 20 / 0.82)';
  context.fillRect(rect.x, rect.y, rect.width, rect.height);
  context.strokeStyle = 'rgb(255 255 255 / 0.18)';
  context.lineWidth = 1;
  context.beginPath();
  for (let offset = -rect.height; offset < rect.width; offset += 8) {
    context.moveTo(rect.x + offset, rect.y + rect.height);
    context.lineTo(rect.x + offset + rect.height, rect.y);
  }
  context.stroke();
  if (rect.width > 60 && rect.height > 40) {
    context.font = '500 11px Geist, sans-serif';
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillStyle = 'rgb(0 0 0 / 0.8)';
    context.fillRect(rect.x + rect.width / 2 - 26, rect.y + rect.height / 2 - 10, 52, 20);
    context.fillStyle = '#fff';
    context.fillText('Muted', rect.x + rect.width / 2, rect.y + rect.height / 2 + 1);
  }
  context.restore();
}

/** An accent outline between two black ones, which is seen on any content. */
export function paintMark(context: CanvasRenderingContext2D, rect: Rect): void {
  const grow = Math.max(0, MIN_MARK - rect.width) / 2;
  const [x, y, size] = [rect.x - grow, rect.y - grow, rect.width + 2 * grow];
  context.lineWidth = 3.5;
  context.strokeStyle = '#000';
  context.strokeRect(x, y, size, size);
  context.lineWidth = 1.5;
  context.strokeStyle = MARK;
  context.strokeRect(x, y, size, size);
}
