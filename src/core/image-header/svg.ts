import { ascii } from './bytes';
import { PLAIN, type ImageHeader } from './types';

/** A root element that comes later than this is not looked for. */
const SEARCH = 64 * 1024;

/** CSS pixels in one unit (CSS Values, absolute lengths). Others, such as %, em and vw, depend on a page. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1, px: 1, pt: 4 / 3, pc: 16, in: 96, cm: 96 / 2.54, mm: 96 / 25.4, q: 96 / 101.6,
};

export function isSvgText(bytes: Uint8Array): boolean {
  return rootTag(bytes) !== null;
}

/** Reads width and height of the root element, else of its viewBox, else 0 x 0. null when it is not SVG. */
export function readSvg(bytes: Uint8Array): ImageHeader | null {
  const tag = rootTag(bytes);
  if (tag === null) return null;
  const size = svgSize(attribute(tag, 'width'), attribute(tag, 'height'), attribute(tag, 'viewBox'));
  return { ...PLAIN, format: 'SVG', ...(size ?? { width: 0, height: 0 }), alpha: true };
}

/**
 * The size that the attributes of a root element give, in CSS pixels: both sides, or one side and the ratio
 * of the viewBox, or the viewBox. null when they give none.
 */
export function svgSize(width: string | null, height: string | null, viewBox: string | null): { width: number; height: number } | null {
  const [w, h] = [cssPixels(width), cssPixels(height)];
  const [, , boxWidth = 0, boxHeight = 0] = (viewBox ?? '').trim().split(/[\s,]+/).map(Number);
  const hasBox = boxWidth > 0 && boxHeight > 0 && Number.isFinite(boxWidth * boxHeight);
  if (w && h) return { width: w, height: h };
  if (!hasBox) return null;
  if (w) return { width: w, height: (w * boxHeight) / boxWidth };
  if (h) return { width: (h * boxWidth) / boxHeight, height: h };
  return { width: boxWidth, height: boxHeight };
}

function cssPixels(length: string | null): number | null {
  const match = /^\s*\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?([a-z]*)\s*$/i.exec(length ?? '');
  const unit = UNITS[match?.[3]?.toLowerCase() ?? '%'];
  const value = unit === undefined ? 0 : Number(`${match?.[1]}${match?.[2] ?? ''}`) * unit;
  return value > 0 && Number.isFinite(value) ? value : null;
}

/** The text of the root element's opening tag, when that element is svg. */
function rootTag(bytes: Uint8Array): string | null {
  // UTF-16 has a zero in each pair of the letters that matter here.
  let text = ascii(bytes, 0, SEARCH).replace(/\0/g, '').replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '');
  for (;;) {
    text = text.trimStart();
    const prologue = [['<?', '?>'], ['<!--', '-->'], ['<!', '>']].find(([open]) => text.startsWith(open ?? ''));
    if (!prologue) break;
    const end = prologueEnd(text, prologue[1] ?? '');
    if (end < 0) return null;
    text = text.slice(end);
  }
  const tag = /^<(?:[\w.-]+:)?svg(?=[\s/>])(?:[^>"']|"[^"]*"|'[^']*')*>/.exec(text);
  return tag ? tag[0] : null;
}

/** Behind a comment, a processing instruction or a doctype, whose [...] may hold entities with > of their own. */
function prologueEnd(text: string, close: string): number {
  const subset = close === '>' ? text.indexOf('[') : -1;
  const simple = text.indexOf(close);
  if (subset < 0 || subset > simple) return simple < 0 ? -1 : simple + close.length;
  const end = /\]\s*>/.exec(text);
  return end ? end.index + end[0].length : -1;
}

function attribute(tag: string, name: string): string | null {
  const match = new RegExp(`\\s${name}\\s*=\\s*("([^"]*)"|'([^']*)')`).exec(tag);
  return match ? (match[2] ?? match[3] ?? '') : null;
}
