import { expect, ODD, PICTURE, test } from './support/test';

test('a picture is pasted by Ctrl V, from the clipboard', async ({ tab }) => {
  await tab.show(PICTURE);
  // Writing needs a press of a key or a button, as reading does in WebKit.
  await tab.evaluate((text) => {
    const blob = new Blob([Uint8Array.from(atob(text), (each) => each.charCodeAt(0))], { type: 'image/png' });
    const done = ((window as unknown as { written: unknown }).written = new Promise((resolve) => {
      addEventListener(
        'keydown',
        () =>
          navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]).then(
            () => resolve('written'),
            (error: Error) => resolve(error.message),
          ),
        { once: true },
      );
    }));
    return void done;
  }, Buffer.from(ODD.bytes).toString('base64'));
  await tab.press('F');
  expect(await tab.evaluate(() => (window as unknown as { written: Promise<string> }).written)).toBe('written');
  await tab.press('Control+v');
  await expect.poll(() => tab.size()).toBe('53x37');
});
