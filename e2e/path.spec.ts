import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/axe';
import { fileOf } from './support/lab';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const STAGES = ['Input', 'Wavelets', 'Latent', 'Reconstruction', 'Error'] as const;
const TABS = ['Input', 'Wavelets', 'Encoder', 'Latent', 'Decoder', 'Reconstruction', 'Error'] as const;
const DRAWER = {
  Input: 'truth',
  Wavelets: 'matrix',
  Latent: 'posterior',
  Reconstruction: 'quality',
  Error: 'error-bands',
} as const;

const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });

/** Height of each ribbon at its left and right end, in units of its drawing. */
function ribbons(page: Page): Promise<[number, number][]> {
  return page.locator('.ribbon-fill').evaluateAll((paths) =>
    paths.map((path) => {
      const box = (path as SVGPathElement).getBBox();
      const at = (x: number): number => {
        const drawn = path as SVGGeometryElement;
        const inside = (y: number): boolean => drawn.isPointInFill(new DOMPoint(x, y));
        return (
          Array.from({ length: 880 }, (_, i) => box.y + (box.height * i) / 880).filter(inside).length *
          (box.height / 880)
        );
      };
      return [at(0.5), at(99.5)];
    }),
  );
}

test('the path: live stages and networks from left to right, and a band that is as wide as the data', async ({
  lab,
  page,
}) => {
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  const summary = await lab.run();

  await test.step('stages stand in order, each with a picture, its size and its bytes', async () => {
    await expect(page.getByRole('tab')).toHaveText(TABS.map((name) => new RegExp(`^${name}`)));
    const lefts = await page
      .getByRole('tab')
      .evaluateAll((tabs) => tabs.map((each) => each.getBoundingClientRect().left));
    expect([...lefts].sort((a, b) => a - b)).toEqual(lefts);
    await expect(tab(page, 'Input')).toContainText('64×64×3');
    await expect(tab(page, 'Input')).toContainText('48.0 KiB');
    await expect(tab(page, 'Wavelets')).toContainText('63.0 KiB');
    await expect(tab(page, 'Latent')).toContainText('8×8×12');
    await expect(tab(page, 'Latent')).toContainText('3.00 KiB');
    await expect(tab(page, 'Reconstruction')).toContainText(`${summary.psnr?.toFixed(2)}`);
    await expect(tab(page, 'Error')).toContainText(`MAE ${summary.meanAbsolute.toFixed(2)}`);
    const outside = await page
      .getByRole('tab')
      .locator('.meta > span')
      .evaluateAll((spans) =>
        spans
          .filter((span) => {
            const [own, whole] = [
              span.getBoundingClientRect(),
              (span.closest('[role=tab]') as Element).getBoundingClientRect(),
            ];
            return own.bottom > whole.bottom || own.right > whole.right;
          })
          .map(({ textContent }) => textContent),
      );
    expect(outside, 'numbers that stick out of their stage').toEqual([]);
    for (const name of STAGES) {
      await expect
        .poll(
          () =>
            tab(page, name)
              .locator('canvas')
              .evaluate((canvas: HTMLCanvasElement) => {
                const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
                  0,
                  0,
                  canvas.width,
                  canvas.height,
                );
                return new Set(new Uint32Array(data.buffer)).size;
              }),
          { message: `colours in the thumbnail of ${name}` },
        )
        .toBeGreaterThan(16);
    }
  });

  await test.step('operators have the times of the run', async () => {
    await expect(page.locator('.operator .label')).toHaveText([/^Encoder/, /^Decoder/, 'Haar ×3', 'Compare']);
    for (const text of await page.locator('.operator .time').allTextContents()) expect(text).toMatch(/^[\d.,]+\sm?s$/);
  });

  await test.step('the band is as thick as there are values for each pixel', async () => {
    const [encoder, decoder, haar, compare] = (await ribbons(page)) as [
      [number, number],
      [number, number],
      [number, number],
      [number, number],
    ];
    const unit = haar[0] / 3;
    const channels = summary.latentDims[1] as number;
    for (const [height, values] of [
      [haar[1], 3.94],
      [encoder[0], 3.94],
      [encoder[1], channels / 64],
      [decoder[0], channels / 64],
      [decoder[1], 3],
      [compare[0], 3],
      [compare[1], 3],
    ] as const)
      expect(height / unit).toBeCloseTo(values, 0.7);
    expect(encoder[1]).toBeLessThan(encoder[0] / 10);
  });

  await test.step('a stage opens in the viewer, with its inspector beside it', async () => {
    for (const name of STAGES) {
      await tab(page, name).click();
      await expect(page.getByRole('tabpanel', { name })).toBeVisible();
      await expect(page.locator(`[data-drawer="${DRAWER[name]}"]`)).toBeVisible();
      await expect(page.locator('.pane[role=group]').last()).toHaveAccessibleName(
        new RegExp(name === 'Latent' ? 'Latent as RGB' : name),
      );
    }
  });

  await test.step('a network opens as a drawing, and its blocks by the keyboard', async () => {
    await page.keyboard.press('Shift+Digit6');
    await expect(tab(page, 'Encoder')).toHaveAttribute('aria-selected', 'true');
    const drawing = page.getByRole('region', { name: 'Encoder, drawn' });
    await expect(drawing).toContainText('8,680 parameters, 553 kMAC for 64 × 64 pixels');
    const blocks = drawing.getByRole('toolbar', { name: 'Blocks of the network' }).getByRole('button');
    await expect(blocks).toHaveText([/^Pooling, level 1/, /^Pooling, level 2/, /^Join/, /^Aggregator/]);
    await blocks.first().focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    await expect(blocks.last()).toHaveAttribute('aria-pressed', 'true');
    const layers = page.getByRole('listbox', { name: 'Layers of Aggregator' }).getByRole('option');
    await expect(layers).toHaveText([/^Conv/, /^Sigmoid/, /^Mul/, /^Conv/, /^Max/, /^Min/]);
    await layers.nth(1).click();
    await expect(drawing.locator('.pane[role=group]')).toHaveAccessibleName(/Layer channels/);
    // Letters belong to the list while it has the focus.
    await tab(page, 'Encoder').focus();
    await page.keyboard.press(']');
    await page.keyboard.press(']');
    await expect(page.getByRole('region', { name: 'Decoder, drawn' })).toContainText('Up to 1/2');
    await expectAccessible(page, '.work');
  });

  await test.step('thumbnails are live: muting every detail changes them', async () => {
    const shot = () =>
      tab(page, 'Wavelets')
        .locator('canvas')
        .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const before = await shot();
    await lab.set({
      bands: Object.fromEntries(
        ['H', 'V', 'D'].flatMap((o) => ['R', 'G', 'B'].map((c) => [`1.${o}.${c}`, { mute: true }])),
      ),
    });
    await lab.run();
    await expect.poll(shot).not.toBe(before);
    await expect(tab(page, 'Wavelets')).toHaveAccessibleDescription(/edited/);
  });
});
