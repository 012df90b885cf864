import { TABLE_SIZE, colourTable } from './colour-map';
import type { TensorData } from './protocol';
import type { Draw, ViewPlan } from './view';

/** Draws a plan on the CPU: RGBA bytes, row by row. Gaps stay transparent. src/gpu/view-renderer.wgsl does the same. */
export function renderPlan(plan: ViewPlan, tensors: (name: Draw['tensor']) => TensorData): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * plan.width * plan.height);
  for (const draw of plan.draws) renderDraw(draw, tensors(draw.tensor), pixels, plan.width);
  return pixels;
}

function renderDraw(draw: Draw, tensor: TensorData, pixels: Uint8ClampedArray, stride: number): void {
  const [, , height, width] = tensor.dims as [number, number, number, number];
  const plane = height * width;
  const terms = draw.rows.map(termsOf);
  const values = draw.rows.map(() => 0);
  for (let y = 0; y < draw.rect.height; y++) {
    for (let x = 0; x < draw.rect.width; x++) {
      const at = Math.min(y, height - 1) * width + Math.min(x, width - 1);
      terms.forEach((row, index) => {
        let sum = draw.offsets?.[index] ?? 0;
        for (const [channel, weight] of row) sum += weight * (tensor.data[channel * plane + at] as number);
        values[index] = transform(sum, draw.transform);
      });
      paint(draw, values, pixels, 4 * ((draw.rect.y + y) * stride + draw.rect.x + x));
    }
  }
}

/** The channels of a row that count, with their weights. */
function termsOf(row: readonly number[]): [number, number][] {
  return [...row.entries()].filter(([, weight]) => weight !== 0);
}

function transform(value: number, kind: Draw['transform']): number {
  switch (kind) {
    case 'none': return value;
    case 'absolute': return Math.abs(value);
    case 'square': return value * value;
    case 'exp-half': return Math.exp(value / 2);
  }
}

function paint(draw: Draw, values: readonly number[], pixels: Uint8ClampedArray, to: number): void {
  const share = (value: number): number => Math.min(1, Math.max(0, (value - draw.low) / (draw.high - draw.low)));
  pixels[to + 3] = 255;
  if (draw.map === 'rgb') {
    for (let c = 0; c < 3; c++) pixels[to + c] = 255 * share((values[c] ?? values[0]) as number);
    return;
  }
  const table = colourTable(draw.map);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const position = share(mean) * (TABLE_SIZE - 1);
  const entry = Math.min(TABLE_SIZE - 2, Math.floor(position));
  for (let c = 0; c < 3; c++) {
    const [low, high] = [table[4 * entry + c] as number, table[4 * entry + 4 + c] as number];
    pixels[to + c] = low + (high - low) * (position - entry);
  }
}
