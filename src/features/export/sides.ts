import type { PictureInfo, RenderedView } from '../../core/protocol';
import type { Layout } from '../../state/stages';
import type { SourceId } from '../../state/views';
import type { LabState } from '../../state/state-types';
import { spaceOf } from '../../ui/viewer/viewport';

/** What one side of the viewer shows. */
export interface Side {
  readonly letter: 'A' | 'B';
  readonly source: SourceId;
  readonly view: RenderedView;
}

/** Empty px between two pictures beside each other. */
export const GAP = 8;

/** Pixels for each value of a view, so that views of one picture cover each other: `factor` for each pixel of the picture. */
export function scaleOf(
  { source, view: { bitmap } }: Side,
  factor: number,
  { viewer }: Pick<LabState, 'viewer'>,
  info: PictureInfo,
): number {
  const space = spaceOf(source, viewer, info, bitmap);
  if (space.kind === 'spatial') return factor * space.unit;
  return Math.max(1, Math.round((factor * Math.max(info.width, info.height)) / Math.max(bitmap.width, bitmap.height)));
}

/** Both as the layout has them: beside each other on the ground, or A over the left part of B. */
export function joined(
  [first, second]: readonly HTMLCanvasElement[],
  layout: Layout,
  split: number,
  ground: string,
): HTMLCanvasElement {
  if (!first) throw new Error('There is no picture to save.');
  if (!second) return first;
  if (layout === 'slider') {
    const context = contextOf(canvasOf(second.width, second.height));
    const left = Math.round((second.width * split) / 100);
    context.drawImage(second, 0, 0);
    context.clearRect(0, 0, left, second.height);
    context.drawImage(first, 0, 0, left, first.height, 0, 0, left, first.height);
    return context.canvas;
  }
  const context = contextOf(canvasOf(first.width + GAP + second.width, Math.max(first.height, second.height)));
  context.fillStyle = ground;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.drawImage(first, 0, 0);
  context.drawImage(second, first.width + GAP, 0);
  return context.canvas;
}

/** A colour of the theme that the page has now. */
export function themeColour(name: '--surround' | '--panel' | '--fg' | '--fg-2'): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name);
}

/** Every value as one pixel, or as a square of so many. */
export function enlarged({ bitmap }: RenderedView, scale: number): HTMLCanvasElement {
  const context = contextOf(canvasOf(bitmap.width * scale, bitmap.height * scale));
  context.imageSmoothingEnabled = false;
  context.drawImage(bitmap, 0, 0, context.canvas.width, context.canvas.height);
  return context.canvas;
}

export function canvasOf(width: number, height: number): HTMLCanvasElement {
  return Object.assign(document.createElement('canvas'), { width, height });
}

export function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser has no canvas to draw on.');
  return context;
}
