import type { Page } from '@playwright/test';

declare global {
  interface Window {
    drawingLog: { texts: string[]; bitmaps: Map<ImageBitmap, number>; messages: number; scheduled: number };
  }
}

/**
 * Notes what the page writes and draws on its canvases, each message to a worker, and each task that is scheduled
 * through a port. Before the page opens.
 */
export async function logDrawing(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const log: Window['drawingLog'] = { texts: [], bitmaps: new Map(), messages: 0, scheduled: 0 };
    window.drawingLog = log;
    const { drawImage, fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.drawImage = function (this: CanvasRenderingContext2D, ...args: unknown[]) {
      const [source] = args;
      if (source instanceof ImageBitmap && this.canvas.closest('.pane'))
        log.bitmaps.set(source, (log.bitmaps.get(source) ?? 0) + 1);
      Reflect.apply(drawImage, this, args);
    };
    CanvasRenderingContext2D.prototype.fillText = function (this: CanvasRenderingContext2D, ...args: unknown[]) {
      log.texts.push(String(args[0]));
      Reflect.apply(fillText, this, args);
    };
    const count = (prototype: Worker | MessagePort, key: 'messages' | 'scheduled'): void => {
      const { postMessage } = prototype;
      prototype.postMessage = function (this: Worker, ...args: unknown[]) {
        log[key] += 1;
        Reflect.apply(postMessage, this, args);
      };
    };
    count(Worker.prototype, 'messages');
    count(MessagePort.prototype, 'scheduled');
  });
}

/** Forgets what was noted. */
export function clearLog(page: Page): Promise<void> {
  return page.evaluate(() => {
    Object.assign(window.drawingLog, { texts: [], bitmaps: new Map(), messages: 0, scheduled: 0 });
  });
}

export function textsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => [...new Set(window.drawingLog.texts)]);
}

/** Resolves after two frames: what was asked for is painted. */
export function nextPaint(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}
