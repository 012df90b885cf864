import type { Page } from '@playwright/test';
import type { TestFile } from './lab';

/** A picture that changes, recorded by Chromium itself: 160 x 96 px, a little over a second of VP8 with a white square on its way to the right. */
export async function recording(page: Page): Promise<TestFile> {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: 160, height: 96 });
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/webm;codecs=vp8' });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    await new Promise<void>((resolve) => {
      let index = 0;
      const draw = (): void => {
        context.fillStyle = `hsl(${index * 9} 80% 50%)`;
        context.fillRect(0, 0, 160, 96);
        context.fillStyle = 'white';
        context.fillRect(index * 2, 20, 40, 40);
        index += 1;
        if (index < 70) requestAnimationFrame(draw);
        else resolve();
      };
      draw();
    });
    recorder.stop();
    await stopped;
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  });
  return { name: 'clip.webm', type: 'video/webm', bytes: new Uint8Array(bytes) };
}
