import { join } from 'node:path';
import { fileOf } from '../support/lab';
import { PICTURES } from './support/paths';
import { expect, ODD, PICTURE, test } from './support/test';

const picture = (name: string) => fileOf(join(PICTURES, name));

test('a picture is dropped', async ({ tab }) => {
  await tab.give('drop', [picture('png-rgb.png')]);
  await expect.poll(() => tab.size()).toBe('64x48');
});

test('a picture is pasted', async ({ tab }) => {
  await tab.give('paste', [ODD]);
  await expect.poll(() => tab.size()).toBe('53x37');
});

test('a picture is chosen', async ({ tab }) => {
  await tab.driver.choose('input[type=file]', [join(PICTURES, 'png-7x13.png')]);
  await expect.poll(() => tab.size()).toBe('7x13');
});

test('what is no picture is refused by a sentence, and the picture stays', async ({ tab }) => {
  await tab.show(PICTURE);
  await tab.give('drop', [picture('text.png')]);
  await tab.says('[role=alert], .toast', /\.$|\. /);
  expect(await tab.size()).toBe('64x64');
  expect((await tab.run()).width).toBe(64);
});

test('JPEG, WebP, AVIF, GIF, BMP and SVG open at their size', async ({ tab }) => {
  for (const name of ['jpeg-rgb.jpg', 'webp-lossy.webp', 'avif.avif', 'gif.gif', 'bmp.bmp', 'svg.svg']) {
    const { width, height } = await tab.show(picture(name));
    expect([width, height], name).toEqual([64, 48]);
  }
  await tab.show(PICTURE);
});
