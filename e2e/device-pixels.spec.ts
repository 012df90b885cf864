import { expect, test } from './support/test';

/** A window as screens and page zoom make it: CSS px, and pixels of the screen for each. */
const WINDOWS = [
  [1280, 800, 1],
  [1163, 727, 1.1],
  [1025, 641, 1.25],
  [1053, 705, 1.5],
  [1001, 703, 2],
] as const;

test('one pixel of the picture is whole pixels of the screen at every ratio', async ({ lab, page, context }) => {
  await lab.open({ backend: 'wasm' });
  await page.evaluate(async () => {
    const [width, height] = [96, 80];
    const canvas = new OffscreenCanvas(width, height);
    const data = new ImageData(width, height);
    for (let i = 0; i < width * height; i++)
      data.data
        .fill(((i % width) + Math.floor(i / width)) % 2 ? 255 : 0, 4 * i, 4 * i + 3)
        .fill(255, 4 * i + 3, 4 * i + 4);
    canvas.getContext('2d')?.putImageData(data, 0, 0);
    await window.litevae.open(await canvas.convertToBlob());
  });
  await lab.run();
  await page.getByRole('tab', { name: /^Input/ }).click();
  await page.getByRole('radiogroup', { name: 'Layout' }).getByRole('radio', { name: 'One' }).click();
  const cdp = await context.newCDPSession(page);

  /** Grey levels in the middle of the picture, and how many pixels differ from the next one on the right. */
  const seen = async (): Promise<{ levels: number[]; turns: number }> => {
    await page.evaluate(
      () =>
        new Promise((resolve) =>
          requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve))),
        ),
    );
    const { data } = await cdp.send('Page.captureScreenshot', { format: 'png' });
    return page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const shot = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const { left, top, width, height } = (document.querySelector('.pane canvas') as Element).getBoundingClientRect();
      const [x, y] = [(left + width / 2) * devicePixelRatio, (top + height / 2) * devicePixelRatio].map(Math.round);
      const canvas = new OffscreenCanvas(64, 48);
      const paint = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
      paint.drawImage(shot, -((x as number) - 32), -((y as number) - 24));
      const levels = new Set<number>();
      let turns = 0;
      const grey = paint.getImageData(0, 0, 64, 48).data;
      for (let i = 0; i < 64 * 48; i++) {
        for (let c = 0; c < 3; c++) levels.add(grey[4 * i + c] as number);
        if (i % 64 < 63 && grey[4 * i] !== grey[4 * i + 4]) turns += 1;
      }
      return { levels: [...levels].sort((a, b) => a - b), turns };
    }, data);
  };

  /** When the viewer has taken over the window. */
  const measured = (): Promise<unknown> =>
    page.waitForFunction(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.pane canvas');
      const pane = document.querySelector('.pane')?.getBoundingClientRect();
      return (
        canvas &&
        pane &&
        Math.abs(canvas.width - pane.width * devicePixelRatio) <= 1 &&
        Math.abs(canvas.height - pane.height * devicePixelRatio) <= 1
      );
    });

  for (const [width, height, deviceScaleFactor] of WINDOWS) {
    await cdp.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor, mobile: false });
    await measured();
    await page.keyboard.press('z');
    await expect(page.getByRole('group', { name: 'Zoom' })).toContainText('100');
    expect(await seen(), `100 % at ${deviceScaleFactor}`).toEqual({ levels: [0, 255], turns: 63 * 48 });
    // By a factor that is no whole number, cells differ by a pixel, but nothing is blended.
    await page.keyboard.press('+');
    await expect(page.getByRole('group', { name: 'Zoom' })).toContainText('150');
    expect((await seen()).levels, `enlarged at ${deviceScaleFactor}`).toEqual([0, 255]);
    await page.keyboard.press('0');
  }
  // The ratio alone, as when the window goes to another screen.
  const [width, height] = WINDOWS[3];
  await cdp.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1.3, mobile: false });
  await measured();
  await page.keyboard.press('z');
  expect(await seen()).toEqual({ levels: [0, 255], turns: 63 * 48 });
});
