import { PALETTES } from './palette-names';
import type { Draw, Rect, Tone, ViewPlan } from './view';

/** A rectangle with the palette, floor and clip warning that are asked for, where they make sense for it. */
export function withTone<T extends Draw>(draw: T, { palette, floor, clip }: Tone): T {
  const clipped = clip ? { clip } : {};
  if (draw.map === 'rgb') return { ...draw, ...clipped };
  const fits = palette !== undefined && (PALETTES[draw.map] as readonly string[]).includes(palette);
  // Zero means nothing is there in bands, latents and errors; a log-variance of 0 is only a variance of 1.
  const hasZero = draw.tensor !== 'logvar' && draw.transform !== 'exp-half';
  return { ...draw, ...(fits ? { palette } : {}), ...(floor && hasZero ? { floor } : {}), ...clipped };
}

/** The plan with blocks of step x step values as one pixel. Rectangles keep at least one pixel. */
export function reducedPlan(plan: ViewPlan, step: number): ViewPlan {
  const reduce = ({ x, y, width, height }: Rect): Rect => {
    const [left, top] = [Math.floor(x / step), Math.floor(y / step)];
    const [right, bottom] = [Math.floor((x + width) / step), Math.floor((y + height) / step)];
    return { x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
  };
  const draws = plan.draws.map((draw) => ({ ...draw, step, rect: reduce(draw.rect) }));
  return {
    width: Math.max(...draws.map(({ rect }) => rect.x + rect.width)),
    height: Math.max(...draws.map(({ rect }) => rect.y + rect.height)),
    draws,
    legends: plan.legends.map((legend) => ({ ...legend, rect: reduce(legend.rect) })),
  };
}
