import { fitWithin } from '../core/geometry';
import { sniffFormat, svgSize } from '../core/image-header';
import { refuse } from '../core/image-header/refusals';

/** Side of an SVG that names no size and no viewBox. */
const DEFAULT_SIDE = 512;
const SVG_TYPE = 'image/svg+xml';
const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';
const FIRST_BYTES = 64 * 1024;

/** By the bytes, not by type or name. */
export async function isSvg(blob: Blob): Promise<boolean> {
  return sniffFormat(new Uint8Array(await blob.slice(0, FIRST_BYTES).arrayBuffer())) === 'SVG';
}

/**
 * Draws an SVG on a transparent bitmap at the size it names (else that of its viewBox, else 512 x 512), at most
 * `maxSide` on the longer side. It needs a page: workers have no decoder for SVG. Inside an <img>, which is never
 * put into the document, scripts do not run and nothing outside the file is fetched.
 * @throws LabError 'broken-image' when it is not well-formed or the browser refuses to draw it.
 */
export async function rasteriseSvg(blob: Blob, maxSide: number, name = 'The picture'): Promise<ImageBitmap> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  // An XML parser of the platform reads the root more surely than any pattern; it runs and loads nothing either.
  const page = new DOMParser().parseFromString(decodeText(bytes), SVG_TYPE);
  const root = page.documentElement;
  if (root.namespaceURI !== SVG_NAMESPACE || root.localName !== 'svg' || page.querySelector('parsererror')) {
    throw refuse.damaged(name, 'SVG');
  }
  const { width, height } = rasterSize(root, maxSide);
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(page)], { type: SVG_TYPE }));
  try {
    const image = new Image(width, height);
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
    return await createImageBitmap(canvas);
  } catch (cause) {
    throw refuse.damaged(name, 'SVG', cause);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Writes the size into the root, so that it is drawn at that size instead of being enlarged from another. */
function rasterSize(root: Element, maxSide: number): { width: number; height: number } {
  const box = root.getAttribute('viewBox');
  const named = svgSize(root.getAttribute('width'), root.getAttribute('height'), box);
  const size = named ?? { width: DEFAULT_SIDE, height: DEFAULT_SIDE };
  const fitted = fitWithin(size.width, size.height, maxSide);
  // Without a viewBox a smaller size would cut the drawing off instead of scaling it.
  if (box === null) root.setAttribute('viewBox', `0 0 ${size.width} ${size.height}`);
  root.setAttribute('width', String(fitted.width));
  root.setAttribute('height', String(fitted.height));
  return fitted;
}

/** UTF-8, or UTF-16 where a byte order mark says so. */
function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const label = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(label).decode(bytes);
}
