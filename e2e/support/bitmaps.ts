import type { Page } from '@playwright/test';

/** What page and worker made and did not give back. */
export interface Held {
  /** ImageBitmaps that were created and not closed; one that was moved between the two counts once. */
  readonly bitmaps: number;
  readonly objectUrls: number;
}

/** Counts in one thread; the page asks the worker's over a channel. Runs in the browser, so it names nothing from outside. */
function count(): void {
  const held = { bitmaps: 0, objectUrls: 0 };
  const create = self.createImageBitmap.bind(self) as (...values: unknown[]) => Promise<ImageBitmap>;
  (self as { createImageBitmap: unknown }).createImageBitmap = async (...values: unknown[]) => {
    const bitmap = await create(...values);
    held.bitmaps += 1;
    return bitmap;
  };
  const moved = OffscreenCanvas.prototype.transferToImageBitmap;
  OffscreenCanvas.prototype.transferToImageBitmap = function () {
    held.bitmaps += 1;
    return moved.call(this);
  };
  const close = ImageBitmap.prototype.close;
  ImageBitmap.prototype.close = function () {
    if (this.width > 0) held.bitmaps -= 1;
    close.call(this);
  };
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (object) => {
    held.objectUrls += 1;
    return createObjectURL.call(URL, object);
  };
  URL.revokeObjectURL = (url) => {
    held.objectUrls -= 1;
    revokeObjectURL.call(URL, url);
  };
  const channel = new BroadcastChannel('held');
  channel.onmessage = ({ data }) => {
    if (data === 'ask' && typeof document === 'undefined') channel.postMessage(held);
  };
  (self as unknown as { held: unknown }).held = held;
}

/** Counts bitmaps and object URLs in the page and in its worker. Call it before the page opens. */
export async function countHeld(page: Page): Promise<() => Promise<Held>> {
  await page.addInitScript(count);
  await page.context().route('**/assets/lab-worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${count.toString()})();${await response.text()}` });
  });
  return () =>
    page.evaluate(
      () =>
        new Promise<Held>((resolve) => {
          const channel = new BroadcastChannel('held');
          const own = (self as unknown as { held: Held }).held;
          channel.onmessage = ({ data }) => {
            if (data === 'ask') return;
            const worker = data as Held;
            channel.close();
            resolve({ bitmaps: own.bitmaps + worker.bitmaps, objectUrls: own.objectUrls + worker.objectUrls });
          };
          channel.postMessage('ask');
        }),
    );
}
