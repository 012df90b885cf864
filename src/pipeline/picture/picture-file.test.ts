import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPictureFile } from './picture-file';

interface Expected {
  readonly file: string;
  readonly error?: string;
  readonly header?: { readonly format: string; readonly width: number; readonly height: number } | null;
}

const FOLDER = new URL('../../../e2e/fixtures/pictures/', import.meta.url);
const bytesOf = (file: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(new URL(file, FOLDER)));
const { files } = JSON.parse(readFileSync(new URL('expected.json', FOLDER), 'utf8')) as { files: Expected[] };
const raster = files.filter(({ header }) => header?.format !== 'SVG');

/** Whole in their headers: only the browser's decoder refuses them. */
const LEFT_TO_THE_DECODER = ['heic.heic', 'tiff.tiff'];

describe('readPictureFile', () => {
  it.each(raster.filter(({ error, file }) => !error || LEFT_TO_THE_DECODER.includes(file)))(
    'takes $file',
    async ({ file, header }) => {
      const bytes = bytesOf(file);
      expect(await readPictureFile(new Blob([bytes]), file)).toMatchObject({
        format: header?.format,
        header,
        bytes: bytes.length,
      });
    },
  );

  it.each(raster.filter(({ error, file }) => error && !LEFT_TO_THE_DECODER.includes(file)))(
    'refuses $file with $error',
    async ({ file, error }) => {
      const opening = readPictureFile(new Blob([bytesOf(file)]), file);
      await expect(opening).rejects.toMatchObject({ code: error, message: expect.stringContaining(`"${file}"`) });
    },
  );

  it('finds a frame behind a megabyte of metadata', async () => {
    const jpeg = bytesOf('jpeg-rgb.jpg');
    const comment = new Uint8Array(60002);
    comment.set([0xff, 0xfe, 60000 >> 8, 60000 & 255]);
    const parts = [jpeg.slice(0, 2), ...Array.from({ length: 17 }, () => comment), jpeg.slice(2)];
    expect(await readPictureFile(new Blob(parts), 'long.jpg')).toMatchObject({ header: { width: 64, height: 48 } });
  });

  it('sees the second frame of a GIF behind a first one of 300 KB', async () => {
    const screen = [...new TextEncoder().encode('GIF89a'), 64, 0, 48, 0, 0, 0, 0];
    const frame = (blocks: number) => [
      0x2c,
      0,
      0,
      0,
      0,
      64,
      0,
      48,
      0,
      0,
      2,
      ...Array.from({ length: blocks }, () => [255, ...new Uint8Array(255)]).flat(),
      0,
    ];
    const file = (frames: number[][]) => new Blob([new Uint8Array([...screen, ...frames.flat(), 0x3b])]);
    expect(await readPictureFile(file([frame(1200), frame(1)]), 'film.gif')).toMatchObject({
      header: { width: 64, animated: true },
    });
    expect(await readPictureFile(file([frame(1200)]), 'still.gif')).toMatchObject({
      header: { width: 64, animated: false },
    });
  });

  it('reads no more than the start of what is no picture or too large', async () => {
    const png = bytesOf('huge.png');
    for (const [start, code] of [
      [png, 'too-large'],
      [new Uint8Array(64), 'not-an-image'],
    ] as const) {
      const film = new Blob([start, new Uint8Array(600_000)]);
      film.arrayBuffer = () => Promise.reject(new Error('read as a whole'));
      await expect(readPictureFile(film, 'film.mov')).rejects.toMatchObject({ code });
    }
  });

  it('says so when the file has gone since it was chosen', async () => {
    const gone = new Blob(['x']);
    gone.slice = () =>
      Object.assign(new Blob(['x']), { arrayBuffer: () => Promise.reject(new DOMException('', 'NotFoundError')) });
    await expect(readPictureFile(gone, 'gone.png')).rejects.toMatchObject({ code: 'fetch-failed' });
  });

  it('shortens long names in the middle', async () => {
    const name = `${'long '.repeat(30)}end.png`;
    const error = await readPictureFile(new Blob([]), name).catch((thrown: Error) => thrown);
    expect((error as Error).message).toMatch(/^"long .{30,45}end\.png" is empty \(0 bytes\)\.$/);
  });
});
