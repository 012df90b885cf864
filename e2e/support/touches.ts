import type { Page } from '@playwright/test';

export type Touch = (
  type: 'touchStart' | 'touchMove' | 'touchEnd',
  points: readonly (readonly [number, number])[],
) => Promise<void>;

/** Touches of one or two fingers, as the screen reports them. */
export async function touches(page: Page): Promise<Touch> {
  const session = await page.context().newCDPSession(page);
  return async (type, points) => {
    await session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  };
}
