import { ascii } from './bytes';
import { PLAIN, type ImageHeader } from './types';
import type { Size } from '../../math/scale';

/** A root element that comes later than this is not looked for. */
const SEARCH = 64 * 1024;

/** CSS pixels in one unit (CSS Values, absolute lengths). Others, such as %, em and vw, depend on a page. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  px: 1,
  pt: 4 / 3,
  pc: 16,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  q: 96 / 101.6,
};

/** One space only before the name: with more, a long run of spaces would be tried from each of its places. */
const ATTRIBUTE = /\s([^\s=>"']+)\s*=\s*("[^"]*"|'[^']*')/g;

/** Letters in a width or height; more is nonsense. */
const LONGEST_LENGTH = 32;

export function isSvgText(bytes: Uint8Array): boolean {
  return svgRoot(asText(bytes)) !== null;
}

/** Reads width and height of the root element, else of its viewBox, else 0 x 0. null when it is not SVG. */
export function readSvg(bytes: Uint8Array): ImageHeader | null {
  const root = svgRoot(asText(bytes));
  return root && { ...PLAIN, format: 'SVG', ...(root.size ?? { width: 0, height: 0 }), alpha: true };
}

/** The opening tag of an SVG's root element. */
export interface SvgRoot {
  readonly at: number;
  readonly tag: string;
  /** The size in CSS pixels: both sides, else one side and the ratio of the viewBox, else the viewBox. */
  readonly size: Size | null;
  readonly hasViewBox: boolean;
}

/** null when the text does not start with an svg element, after comments and such. */
export function svgRoot(text: string): SvgRoot | null {
  let at = skipSpace(text, text.startsWith('\ufeff') ? 1 : 0);
  for (let end = prologueEnd(text, at); end > at; end = prologueEnd(text, at)) at = skipSpace(text, end);
  const tag = /^<(?:[\w.-]+:)?svg(?=[\s/>])(?:[^>"']|"[^"]*"|'[^']*')*>/.exec(text.slice(at, at + SEARCH))?.[0];
  if (!tag) return null;
  const attributes = new Map(Array.from(tag.matchAll(ATTRIBUTE), ([, name, value]) => [name, value?.slice(1, -1)]));
  const viewBox = attributes.get('viewBox');
  const size = sizeOf(attributes.get('width'), attributes.get('height'), viewBox);
  return { at, tag, size, hasViewBox: viewBox !== undefined };
}

/** The SVG text with other sides of its root; its content is scaled to them. `drawn` is the size it was made for. */
export function resizeSvg(text: string, root: SvgRoot, size: Size, drawn: Size): string {
  const kept = root.tag.replace(ATTRIBUTE, (whole, name: string) =>
    name === 'width' || name === 'height' ? '' : whole,
  );
  // A drawing without a viewBox would be cut off at another size, and not scaled.
  const box = root.hasViewBox ? '' : ` viewBox="0 0 ${drawn.width} ${drawn.height}"`;
  const close = kept.endsWith('/>') ? '/>' : '>';
  const open = kept.slice(0, -close.length);
  const tag = `${open} width="${size.width}" height="${size.height}"${box}${close}`;
  return text.slice(0, root.at) + tag + text.slice(root.at + root.tag.length);
}

function sizeOf(width: string | undefined, height: string | undefined, viewBox: string | undefined): Size | null {
  const [w, h] = [cssPixels(width), cssPixels(height)];
  if (w && h) return { width: w, height: h };
  const [, , boxWidth = 0, boxHeight = 0] = (viewBox ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  if (!(boxWidth > 0 && boxHeight > 0 && Number.isFinite(boxWidth * boxHeight))) return null;
  if (w) return { width: w, height: (w * boxHeight) / boxWidth };
  if (h) return { width: (h * boxWidth) / boxHeight, height: h };
  return { width: boxWidth, height: boxHeight };
}

function cssPixels(length = ''): number | null {
  if (length.length > LONGEST_LENGTH) return null;
  const match = /^\s*\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?([a-z]*)\s*$/i.exec(length);
  const unit = UNITS[match?.[3]?.toLowerCase() ?? '%'];
  const value = unit === undefined ? 0 : Number(`${match?.[1]}${match?.[2] ?? ''}`) * unit;
  return value > 0 && Number.isFinite(value) ? value : null;
}

/** Behind a comment, a processing instruction or a doctype that starts here; `at` itself when none does. */
function prologueEnd(text: string, at: number): number {
  const close = text.startsWith('<?', at)
    ? '?>'
    : text.startsWith('<!--', at)
      ? '-->'
      : text.startsWith('<!', at)
        ? '>'
        : null;
  if (close === null) return at;
  const simple = text.indexOf(close, at);
  // The [...] of a doctype may hold entities with > of their own.
  const subset = close === '>' ? text.indexOf('[', at) : -1;
  if (subset < 0 || subset > simple) return simple < 0 ? at : simple + close.length;
  const end = text.indexOf(']', subset);
  return end < 0 ? at : text.indexOf('>', end) + 1 || at;
}

function skipSpace(text: string, at: number): number {
  let next = at;
  while (' \t\r\n'.includes(text[next] ?? '.')) next += 1;
  return next;
}

/** The start of a file as text. Letters beyond ASCII do not matter; UTF-16 has a zero beside each of the others. */
function asText(bytes: Uint8Array): string {
  return ascii(bytes, 0, SEARCH)
    .replace(/\0/g, '')
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '');
}
