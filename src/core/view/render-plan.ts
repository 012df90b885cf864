import { TABLE_SIZE } from './colour-map';
import { paletteOf } from './palette-names';
import { paletteTable } from './palettes';
import type { TensorData } from '../tensor';
import type { Draw, ViewPlan } from './view';

/** Draws a plan on the CPU: RGBA bytes, row by row. Gaps stay transparent. src/gpu/view-renderer.wgsl does the same. */
export function renderPlan(
  plan: ViewPlan,
  tensors: (name: Draw['tensor']) => TensorData,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * plan.width * plan.height);
  for (const draw of plan.draws) renderDraw(draw, tensors(draw.tensor), pixels, plan.width);
  return pixels;
}

/**
 * The two colours that hatch values beyond the ends: in no palette, and both seen on any of them.
 * Bands of two pixels across the diagonal.
 */
export const CLIP_HATCH = [
  [180, 240, 87],
  [38, 66, 0],
] as const;
/** A share of the range: rounding alone puts no value beyond the end. */
const CLIP_SLACK = 1e-5;

/** A block keeps the first of two values that are equally far from zero but for rounding, here as on the GPU. */
const TIE = 1 + 1e-5;

function renderDraw(draw: Draw, tensor: TensorData, pixels: Uint8ClampedArray, stride: number): void {
  const [, , height, width] = tensor.dims as [number, number, number, number];
  const plane = height * width;
  const terms = draw.rows.map(termsOf);
  const values = draw.rows.map(() => 0);
  const name = paletteOf(draw);
  const table = name && paletteTable(name);
  const { step = 1 } = draw;
  const keepsMost = draw.map === 'signed';
  const read = (column: number, row: number): void => {
    const at = Math.min(row, height - 1) * width + Math.min(column, width - 1);
    terms.forEach((weighted, index) => {
      let sum = draw.offsets?.[index] ?? 0;
      for (const [channel, weight] of weighted) sum += weight * (tensor.data[channel * plane + at] as number);
      values[index] = transform(Math.abs(sum) < (draw.floor ?? 0) ? 0 : sum, draw.transform);
    });
  };
  for (let y = 0; y < draw.rect.height; y++) {
    for (let x = 0; x < draw.rect.width; x++) {
      if (step === 1) read(x, y);
      else readBlock(x, y);
      paint(draw, table, values, pixels, draw.rect.x + x, draw.rect.y + y, stride);
    }
  }

  /** One value for a block: the one farthest from zero, or the mean. */
  function readBlock(x: number, y: number): void {
    const kept = values.map(() => 0);
    for (let dy = 0; dy < step; dy++) {
      for (let dx = 0; dx < step; dx++) {
        read(x * step + dx, y * step + dy);
        const mean = meanOf(values);
        if (!keepsMost)
          values.forEach((value, index) => {
            kept[index] = (kept[index] as number) + value / step ** 2;
          });
        else if (Math.abs(mean) > TIE * Math.abs(kept[0] as number)) kept.fill(mean);
      }
    }
    kept.forEach((value, index) => {
      values[index] = value;
    });
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The channels of a row that count, with their weights. */
function termsOf(row: readonly number[]): [number, number][] {
  return [...row.entries()].filter(([, weight]) => weight !== 0);
}

function transform(value: number, kind: Draw['transform']): number {
  switch (kind) {
    case 'none':
      return value;
    case 'absolute':
      return Math.abs(value);
    case 'square':
      return value * value;
    case 'exp-half':
      return Math.exp(value / 2);
  }
}

function paint(
  draw: Draw,
  table: Uint8Array | null,
  values: readonly number[],
  pixels: Uint8ClampedArray,
  x: number,
  y: number,
  stride: number,
): void {
  const share = (value: number): number => (value - draw.low) / (draw.high - draw.low);
  const unit = (value: number): number => Math.min(1, Math.max(0, share(value)));
  const to = 4 * (y * stride + x);
  pixels[to + 3] = 255;
  const shown = table ? [meanOf(values)] : values;
  if (draw.clip && shown.some((value) => share(value) < -CLIP_SLACK || share(value) > 1 + CLIP_SLACK)) {
    pixels.set(CLIP_HATCH[(x + y) % 4 < 2 ? 0 : 1], to);
    return;
  }
  if (!table) {
    for (let c = 0; c < 3; c++) pixels[to + c] = 255 * unit((values[c] ?? values[0]) as number);
    return;
  }
  const position = unit(shown[0] as number) * (TABLE_SIZE - 1);
  const entry = Math.min(TABLE_SIZE - 2, Math.floor(position));
  for (let c = 0; c < 3; c++) {
    const [low, high] = [table[4 * entry + c] as number, table[4 * entry + 4 + c] as number];
    pixels[to + c] = low + (high - low) * (position - entry);
  }
}
