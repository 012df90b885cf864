import { bitmapOf } from '../core/bitmap-of';
import { fitWithin } from '../core/math/geometry';
import { resizeSvg, sniffFormat, svgRoot } from '../core/picture/header';
import { refuse } from '../core/picture/header/refusals';
import { readBytes } from '../core/files/read-bytes';
import { SILENT_MS, withLimit } from '../core/limits';

/** Side of an SVG that names no size and no viewBox. */
const DEFAULT_SIDE = 512;
const FIRST_BYTES = 64 * 1024;

/** Looks at the bytes, not at type or name. */
export async function isSvg(blob: Blob, name = 'The picture'): Promise<boolean> {
  return sniffFormat(await readBytes(blob.slice(0, FIRST_BYTES), name)) === 'SVG';
}

/**
 * Draws an SVG on a transparent bitmap at the size it names (else that of its viewBox, else 512 x 512), at most
 * `maxSide` on the longer side. It needs a page: workers have no decoder for SVG. Inside an <img>, which is never
 * put into the document, scripts do not run and nothing outside the file is fetched.
 * @throws LabError 'fetch-failed' when the file cannot be read, 'broken-image' when it is not well-formed or the browser refuses to draw it,
 *   'unsupported-format' when the browser locks a drawing with HTML in it.
 */
export async function rasteriseSvg(blob: Blob, maxSide: number, name = 'The picture'): Promise<ImageBitmap> {
  const text = toText(await readBytes(blob, name));
  const root = svgRoot(text);
  if (!root) throw refuse.damaged(name, 'SVG');
  const drawn = root.size ?? { width: DEFAULT_SIDE, height: DEFAULT_SIDE };
  const { width, height } = fitWithin(drawn.width, drawn.height, maxSide);

  // The size goes into the file, so that it is drawn sharply at it instead of being enlarged from another. A data:
  // URL, because Chromium locks drawings with HTML in them when they come from a blob: URL.
  const image = new Image(width, height);
  image.src = await toDataUrl(resizeSvg(text, root, { width, height }, drawn));
  try {
    await withLimit(image.decode(), SILENT_MS, () => new Error('Not drawn in time.'));
  } catch (cause) {
    throw refuse.damaged(name, 'SVG', cause);
  }
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  context?.drawImage(image, 0, 0, width, height);
  try {
    // Reading a single pixel fails where the worker could not read the bitmap.
    context?.getImageData(0, 0, 1, 1);
    return await bitmapOf(canvas);
  } catch (cause) {
    throw refuse.locked(name, cause);
  }
}

/**
 * Latin-1 letters that are the bytes, so that whatever encoding an SVG declares stays true when it is written again;
 * UTF-16 becomes UTF-8, without the declaration that would deny it.
 */
function toText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const wide = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
  const utf8 = wide ? new TextEncoder().encode(withoutDeclaration(new TextDecoder(wide).decode(bytes))) : bytes;
  const content = utf8[0] === 0xef && utf8[1] === 0xbb && utf8[2] === 0xbf ? utf8.subarray(3) : utf8;
  // 'latin1' of TextDecoder is windows-1252, which does not give the bytes back.
  let text = '';
  for (let at = 0; at < content.length; at += 8192) text += String.fromCharCode(...content.subarray(at, at + 8192));
  return text;
}

function withoutDeclaration(xml: string): string {
  return xml.replace(/^\s*<\?xml[^>]*\?>/, '');
}

function toDataUrl(text: string): Promise<string> {
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(new Blob([bytes], { type: 'image/svg+xml' }));
  });
}
