/** Steps of zooming with keys and buttons, in percent: 100 is one pixel of the picture on one of the screen. */
const STEPS = [
  3, 6, 12.5, 25, 33.3, 50, 66.7, 100, 150, 200, 300, 400, 600, 800, 1200, 1600, 2400, 3200, 4800, 6400, 9600, 12800,
] as const;
/** A zoom this near to a step counts as being there. */
const NEAR = 1.01;

/**
 * The zoom (1 fits) one step on. @param fit screen pixels for each pixel of the picture at zoom 1; 0 while it is not
 * known, and steps are factors then.
 */
export function steppedZoom(zoom: number, fit: number, direction: 1 | -1): number {
  if (fit <= 0) return zoom * 1.5 ** direction;
  const percent = 100 * zoom * fit;
  const next =
    direction > 0 ? STEPS.find((step) => step > percent * NEAR) : STEPS.findLast((step) => step < percent / NEAR);
  return (next ?? percent * 2 ** direction) / 100 / fit;
}
