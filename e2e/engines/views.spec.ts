import { expect, test } from './support/test';

const STAGES = ['Input', 'Wavelets', 'Latent', 'Reconstruction', 'Error'] as const;
const ZOOM = '[role=group][aria-label=Zoom]';

test('every stage shows its picture, in the path and in the viewer', async ({ tab }) => {
  for (const [index, name] of STAGES.entries()) {
    await expect
      .poll(() => tab.colours(`.stage:nth-child(${index + 1} of .stage) canvas`).catch(() => 0), {
        message: `thumbnail of ${name}`,
      })
      .toBeGreaterThan(16);
    await tab.click({ role: 'tab', name });
    await expect.poll(() => tab.colours('.pane canvas').catch(() => 0), { message: name }).toBeGreaterThan(16);
  }
});

test('the slider follows the mouse', async ({ tab }) => {
  await tab.click({ role: 'tab', name: 'Reconstruction' });
  const slider = { role: 'slider', name: 'Compare input and reconstruction' } as const;
  const share = () =>
    tab.evaluate(
      () => document.querySelector('input[type=range][aria-label^=Compare]')?.getAttribute('aria-valuetext') ?? '',
    );
  await tab.find(slider);
  const before = await share();
  const { x, y } = await tab.find('.pane');
  await tab.drag([
    [x, y],
    [x + 60, y],
    [x + 120, y],
  ]);
  await expect.poll(share).not.toBe(before);
  await tab.press('5');
});

test('one view, two views, swapped', async ({ tab }) => {
  await tab.click({ role: 'tab', name: 'Reconstruction' });
  const panes = () =>
    tab.evaluate(() =>
      [...document.querySelectorAll('.viewer [role=group][aria-label]')]
        .map((each) => each.getAttribute('aria-label'))
        .filter((each) => /^[AB]: /.test(each ?? '')),
    );
  await tab.find('.pane');
  await tab.click({ role: 'radio', name: 'Two' });
  await tab.press('x');
  await expect.poll(panes).toEqual(['A: Reconstruction', 'B: Input']);
  await tab.press('x');
  await expect.poll(panes).toEqual(['A: Input', 'B: Reconstruction']);
  await tab.click({ role: 'radio', name: 'One' });
  await expect.poll(panes).toHaveLength(1);
  await tab.click({ role: 'radio', name: 'Slider' });
});

test('zoom by keys and by its buttons', async ({ tab }) => {
  const percent = async () => Number.parseFloat((await tab.text(ZOOM)).replace(/[^\d.]/g, ''));
  await tab.press('0');
  await expect.poll(percent).toBeGreaterThan(0);
  const fitted = await percent();
  await tab.press('+');
  await expect.poll(percent).toBeGreaterThan(fitted);
  await tab.click({ role: 'button', name: 'Zoom out', within: ZOOM });
  await expect.poll(percent).toBeLessThanOrEqual(fitted * 1.01);
  await tab.press('0');
  await expect.poll(percent).toBe(fitted);
});

test('the status line reads the pixel under the pointer', async ({ tab }) => {
  await tab.click({ role: 'tab', name: 'Input' });
  let beside = 0;
  await expect
    .poll(
      async () => {
        await tab.hover('.pane', (beside += 3));
        return tab.text('.status');
      },
      { timeout: 15_000 },
    )
    .toMatch(/px ?\d+, \d+.* in ?\d+/);
  const text = await tab.text('.status');
  const [, x = NaN, y = NaN] = (/px ?(\d+), (\d+)/.exec(text) ?? []).map(Number);
  const [, ...rgb] = (/ in ?(\d+) +(\d+) +(\d+)/.exec(text) ?? []).map(Number);
  const pixel = await tab.evaluate(
    (column, row) =>
      window.litevae.tensor('input').then(({ dims, data }) => {
        const [, , height = 0, width = 0] = dims;
        return [0, 1, 2].map((c) => Math.round(((data[(c * height + row) * width + column] as number) + 1) * 127.5));
      }),
    x,
    y,
  );
  expect(rgb).toEqual(pixel);
});

test('a command is found by its name', async ({ tab }) => {
  await tab.press('Control+k');
  await tab.find('[role=dialog] input');
  await tab.type('wavel');
  await tab.says('[role=dialog] [role=menuitem]', /Wavelets/);
  await tab.press('Enter');
  await expect
    .poll(() => tab.evaluate(() => document.querySelector('[role=tab][aria-selected=true]')?.textContent ?? ''))
    .toMatch(/^Wavelets/);
});
