import type { Rect } from '../../core/view/view';

const STEP = 6;

/** Hatches a strip that is no part of the picture, white on black so that it is seen on any content. `rect` in CSS px. */
export function paintStrip(context: CanvasRenderingContext2D, rect: Rect): void {
  context.save();
  context.beginPath();
  context.rect(rect.x, rect.y, rect.width, rect.height);
  context.clip();
  context.beginPath();
  for (let offset = -rect.height; offset < rect.width; offset += STEP) {
    context.moveTo(rect.x + offset, rect.y + rect.height);
    context.lineTo(rect.x + offset + rect.height, rect.y);
  }
  for (const [colour, width] of [
    ['rgb(0 0 0 / 0.6)', 2.5],
    ['rgb(255 255 255 / 0.85)', 1],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }
  context.restore();
}
