import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode } from '../src/core/errors';
import type { PictureNote, TensorData } from '../src/core/protocol';
import { claimsConversion } from './support/claims';
import { fileOf, Refusal, type TestFile } from './support/lab';
import { expect, test } from './support/test';

const FOLDER = join(import.meta.dirname, 'fixtures/pictures');

interface ExpectedFile {
  readonly file: string;
  /** Either a refusal ... */
  readonly error?: ErrorCode;
  /** ... or a picture. */
  readonly width?: number;
  readonly height?: number;
  /** Absent where it is for the browser to convert colours or not. */
  readonly notes?: readonly PictureNote['code'][];
  /** RGB of the top left, top right, bottom left and bottom right pixel. */
  readonly corners?: readonly (readonly number[])[];
  readonly tolerance?: number;
}

const { files } = JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')) as { files: readonly ExpectedFile[] };

test('every kind of picture is opened as it should be, or refused by name', async ({ lab, page }) => {
  test.setTimeout(180_000);
  await lab.open({ backend: 'wasm' });
  await page.getByRole('tab', { name: /^Input/ }).click();
  const noted = () =>
    page
      .locator('[data-note]')
      .evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset['note']).sort());
  for (const expected of files) {
    await test.step(expected.file, async () => {
      const opened = await lab.openFile(fileOf(join(FOLDER, expected.file))).catch((thrown: unknown) => thrown);
      if (expected.error) {
        expect(opened, expected.file).toBeInstanceOf(Refusal);
        expect((opened as Refusal).code, expected.file).toBe(expected.error);
        expect((opened as Refusal).message, expected.file).toMatch(/[.]$/);
        return;
      }
      expect(opened, `${expected.file} opens`).toBeUndefined();
      const summary = await lab.run();
      expect([summary.width, summary.height], expected.file).toEqual([expected.width, expected.height]);
      const input = await lab.tensor('input');
      checkCorners(input, expected);
      if (expected.notes) {
        await expect
          .poll(noted, { message: `${expected.file}: notes on the page` })
          .toEqual([...expected.notes].sort());
      } else {
        // Files for other screens than sRGB ones: the notes must say what this browser made of them.
        const said = async () => claimsConversion((await page.locator('[data-note]').allTextContents()).join(' '));
        await expect.poll(said, { message: expected.file }).toBe(isMoved(input, expected.file));
      }
    });
  }
  await expect(page.getByRole('alert')).toHaveCount(0);
});

/** Whether a corner differs from what is stored, by more than a lossy format does by itself. */
function isMoved({ dims, data }: TensorData, file: string): boolean {
  const [, , height, width] = dims as [number, number, number, number];
  const stored = files.find((each) => each.file === 'png-rgb.png')?.corners as readonly (readonly number[])[];
  const last = (height - 1) * width;
  return [0, width - 1, last, last + width - 1].some((at, corner) =>
    [0, 1, 2].some((c) => {
      const value = ((data[c * height * width + at] as number) + 1) * 127.5;
      return Math.abs(value - (stored[corner]?.[c] as number)) > (file.startsWith('png') ? 1 : 8);
    }),
  );
}

function checkCorners({ dims, data }: TensorData, { file, corners, tolerance = 0 }: ExpectedFile): void {
  if (!corners) return;
  const [, , height, width] = dims as [number, number, number, number];
  const places = [
    [0, 0],
    [0, width - 1],
    [height - 1, 0],
    [height - 1, width - 1],
  ] as const;
  places.forEach(([y, x], index) => {
    const rgb = [0, 1, 2].map((c) => ((data[(c * height + y) * width + x] as number) + 1) * 127.5);
    const wanted = corners[index] as readonly number[];
    const worst = Math.max(...rgb.map((value, c) => Math.abs(value - (wanted[c] as number))));
    expect(
      worst,
      `${file}: corner ${index} is ${rgb.map(Math.round).join(' ')}, not ${wanted.join(' ')}`,
    ).toBeLessThanOrEqual(tolerance + 0.5);
  });
}

const PICTURE = fileOf(join(FOLDER, 'png-rgb.png'));
const dataUri = ({ type, bytes }: TestFile): string => `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;

test('a picture can be dropped anywhere, pasted, chosen, and given by ?image=', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  const isOpen = (width: number, height: number) =>
    expect
      .poll(async () =>
        lab.tensor('input').then(
          ({ dims }) => dims,
          () => null,
        ),
      )
      .toEqual([1, 3, height, width]);

  await lab.drop(PICTURE);
  await isOpen(64, 48);
  await lab.paste(fileOf(join(FOLDER, 'png-7x13.png')));
  await isOpen(7, 13);
  await lab.choose(fileOf(join(FOLDER, 'png-1x1.png')));
  await isOpen(1, 1);

  await page
    .context()
    .route('**/given.png', (route) => route.fulfill({ body: Buffer.from(PICTURE.bytes), contentType: 'image/png' }));
  await lab.open({ backend: 'wasm', query: { image: 'given.png' } });
  await isOpen(64, 48);
});

test('spreadsheet cells, which are pasted as text and as a picture, are taken back with the edits of the picture before', async ({
  lab,
  page,
}) => {
  await lab.open({ backend: 'wasm' });
  const isOpen = (...dims: number[]) =>
    expect
      .poll(async () =>
        lab.tensor('input').then(
          (input) => input.dims,
          () => null,
        ),
      )
      .toEqual([1, 3, ...dims]);
  await lab.drop(PICTURE);
  await isOpen(48, 64);
  await lab.set({ bands: { '1.H.R': { mute: true } } });
  const { psnr } = await lab.run();
  await lab.paste(fileOf(join(FOLDER, 'png-7x13.png')), {
    'text/plain': '1\t2',
    'text/html': '<table><tr><td>1</td><td>2</td></tr></table>',
  });
  await isOpen(13, 7);
  const toast = page.locator('.toast', {
    hasText: 'png-7x13.png is open, with your edits. Undo brings back png-rgb.png.',
  });
  await toast.getByRole('button', { name: 'Undo' }).click();
  await isOpen(48, 64);
  expect((await lab.run()).psnr).toBe(psnr);
  expect((await lab.settings()).bands).toMatchObject({ '1.H.R': { mute: true } });
  await expect(toast).toBeHidden();
  await page.keyboard.press('Control+Shift+z');
  await isOpen(13, 7);
  await page.keyboard.press('Control+z');
  await isOpen(48, 64);
});

test('a picture of another page comes with its HTML, a link among comments, or as a data: address', async ({
  lab,
  page,
}) => {
  await page
    .context()
    .route('**/linked.png', (route) => route.fulfill({ body: Buffer.from(PICTURE.bytes), contentType: 'image/png' }));
  await lab.open({ backend: 'wasm' });
  const origin = new URL(page.url()).origin;
  const [tiny, one] = ['png-7x13.png', 'png-1x1.png'].map((name) => dataUri(fileOf(join(FOLDER, name)))) as [
    string,
    string,
  ];
  const image = (src: string) =>
    `<meta charset="utf-8"><a href="https://elsewhere.test/page"><img alt="&amp;" src="${src}"></a>`;
  const given: readonly [how: 'drop' | 'paste', data: Record<string, string>, size: readonly number[]][] = [
    [
      'drop',
      {
        'text/html': image(tiny),
        'text/uri-list': 'https://elsewhere.test/page',
        'text/plain': 'https://elsewhere.test/page',
      },
      [13, 7],
    ],
    ['drop', { 'text/uri-list': `# a comment\r\n\r\n${origin}/linked.png\r\n` }, [48, 64]],
    ['paste', { 'text/plain': one }, [1, 1]],
    ['paste', { 'text/html': image(`${origin}/linked.png`) }, [48, 64]],
    ['drop', { 'text/html': image('blob:https://elsewhere.test/1'), 'text/plain': tiny }, [13, 7]],
  ];
  for (const [how, data, size] of given) {
    await lab.give(how, data);
    await expect
      .poll(async () =>
        lab.tensor('input').then(
          ({ dims }) => dims.slice(2),
          () => null,
        ),
      )
      .toEqual(size);
  }
  await lab.give('drop', { 'text/html': '<p>No picture</p>', 'text/plain': 'words' });
  await expect(page.locator('.toast').last()).toContainText('not a file, a picture or a link to a picture');
});

test('an address that has no picture is refused by its reason', async ({ lab, page, watch }) => {
  await page.context().route('**/gone.png', (route) => route.fulfill({ status: 404, body: '' }));
  await page.context().route('**/page.html', (route) => route.fulfill({ body: '<p>', contentType: 'text/html' }));
  watch.allowOrigin('https://elsewhere.test');
  await page.context().route('https://elsewhere.test/**', (route) =>
    route.fulfill({
      body: 'x',
      contentType: 'image/png',
      headers: { 'access-control-allow-origin': 'https://friend.test' },
    }),
  );
  await lab.open({ backend: 'wasm' });
  await expect(lab.openAddress('gone.png')).rejects.toMatchObject({ code: 'http-error' });
  await expect(lab.openAddress('page.html')).rejects.toMatchObject({ code: 'not-an-image' });
  await expect(lab.openAddress('https://elsewhere.test/a.png')).rejects.toMatchObject({ code: 'cors' });
});

test('?image= of another host is fetched only after a click that names the host', async ({ lab, page, watch }) => {
  watch.allowOrigin('https://elsewhere.test');
  await page.context().route('https://elsewhere.test/**', (route) =>
    route.fulfill({
      body: Buffer.from(PICTURE.bytes),
      contentType: 'image/png',
      headers: { 'access-control-allow-origin': '*' },
    }),
  );
  await lab.open({ backend: 'wasm', query: { image: 'https://elsewhere.test/a.png' } });
  const button = page
    .getByRole('dialog')
    .getByRole('button', { name: /elsewhere\.test|open/i })
    .first();
  await expect(page.getByRole('dialog')).toContainText('elsewhere.test');
  expect(watch.requests.filter((url) => url.startsWith('https://elsewhere'))).toEqual([]);
  await button.click();
  await expect
    .poll(async () =>
      lab.tensor('input').then(
        ({ dims }) => dims,
        () => null,
      ),
    )
    .toEqual([1, 3, 48, 64]);
});

test('what was done to a picture is said on the page', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.set({ maxSide: 32 });
  await lab.openFile(fileOf(join(FOLDER, 'png-gray16.png')));
  const summary = await lab.run();
  expect(Math.max(summary.width, summary.height)).toBe(32);
  await page.getByRole('tab', { name: /^Input/ }).click();
  await expect(page.getByText(/Scaled from/).first()).toBeVisible();
  await expect(page.getByText(/16 bits a channel/).first()).toBeVisible();
});
