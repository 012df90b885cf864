import { LabError } from '../../core/errors';
import { SILENT_MS, withLimit } from '../../core/limits';
import type { PixelFacts } from '../../core/picture/pixel-facts';

/** RGBA rows of the top left of a canvas, not multiplied by alpha. */
type Reader = (
  context: OffscreenCanvasRenderingContext2D,
  width: number,
  height: number,
) => Promise<Uint8ClampedArray<ArrayBuffer>>;

/** Ways to read what was drawn; the first one that is true is used. */
export const READERS: { readonly [K in PixelFacts['by']]: Reader } = {
  canvas: async (context, width, height) => context.getImageData(0, 0, width, height).data,

  /**
   * Left alone by browsers that alter what canvases give. They disagree about colours of clear pixels in frames, so everything is
   * read over black and over white: the difference is what is behind.
   */
  'video-frame': async (context, width, height) => {
    const rows = await readOver('#000000', context, width, height);
    const white = await readOver('#ffffff', context, width, height);
    for (let i = 0; i < rows.length; i += 4) {
      const alpha = 255 - (white[i + 1] as number) + (rows[i + 1] as number);
      if (alpha === 255) continue;
      rows[i + 3] = alpha;
      for (let c = i; c < i + 3 && alpha > 0; c++) rows[c] = ((rows[c] as number) * 255) / alpha;
    }
    return rows;
  },
};

async function readOver(
  colour: string,
  { canvas }: OffscreenCanvasRenderingContext2D,
  width: number,
  height: number,
): ReturnType<Reader> {
  const context = new OffscreenCanvas(width, height).getContext('2d', { colorSpace: 'srgb', alpha: false });
  if (!context)
    throw new LabError(
      'out-of-memory',
      `The browser has no room for ${width} × ${height} pixels. Lower the limit on the size.`,
    );
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  context.drawImage(canvas, 0, 0);
  const frame = new VideoFrame(context.canvas, { timestamp: 0 });
  try {
    const rows = new Uint8ClampedArray(4 * width * height);
    const copied = frame.copyTo(rows, { rect: { x: 0, y: 0, width, height }, format: 'RGBA' });
    await withLimit(
      copied,
      SILENT_MS,
      () =>
        new LabError(
          'out-of-memory',
          `This browser has not read the picture within ${SILENT_MS / 1000} s. Try again, or lower the size limit.`,
        ),
    );
    return rows;
  } finally {
    frame.close();
  }
}
