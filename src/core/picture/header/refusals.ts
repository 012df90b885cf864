import { LabError } from '../../errors';
import type { PictureFormat } from './types';

/** Longest side in pixels that is decoded at all; the picture is scaled to the setting maxSide afterwards. */
export const MAX_SOURCE_SIDE = 16384;
/** 268 megapixels: 1 GiB as RGBA. */
export const MAX_SOURCE_PIXELS = 2 ** 28;

const SHOWN_NAME = 48;
const TRY = 'Try PNG, JPEG, WebP or AVIF.';

/** What the lab says when it does not take a picture: the file, what is wrong, what to do. */
export const refuse = {
  empty: (name: string) => new LabError('empty-file', `${quoted(name)} is empty (0 bytes).`),

  notAnImage: (name: string) =>
    new LabError('not-an-image', `${quoted(name)} is not a picture that this browser can read. ${TRY}`),

  unsupported: (name: string, format: PictureFormat, cause?: unknown) =>
    new LabError(
      'unsupported-format',
      `${quoted(name)} is ${format}, which this browser cannot read. Export it as JPEG and drop it again.`,
      { cause },
    ),

  cutOff: (name: string) =>
    new LabError('broken-image', `${quoted(name)} ends too early: it looks only partly downloaded.`),

  damaged: (name: string, format: PictureFormat, cause?: unknown) =>
    new LabError(
      'broken-image',
      `${quoted(name)} is ${format}, but it is damaged and cannot be decoded. Open it in a picture editor and save it again.`,
      { cause },
    ),

  locked: (name: string, cause?: unknown) =>
    new LabError(
      'unsupported-format',
      `${quoted(name)} contains parts, such as HTML, that this browser draws but does not let a page read. ` +
        'Export it as PNG and drop it again.',
      { cause },
    ),

  unreadable: (name: string, cause?: unknown) =>
    new LabError('fetch-failed', `${quoted(name)} could not be read. It may have been moved: drop it again.`, {
      cause,
    }),

  tooLarge: (name: string, width: number, height: number) =>
    new LabError(
      'too-large',
      `${quoted(name)} says it is ${sides(width, height)} pixels, over the limit of ${count(MAX_SOURCE_SIDE)}.`,
    ),

  tooLargeToDecode: (name: string, width: number, height: number, cause?: unknown) =>
    new LabError(
      'too-large',
      `${quoted(name)} has ${sides(width, height)} pixels, more than this browser could decode. Make it smaller and drop it again.`,
      { cause },
    ),
};

/** A name in quotes, shortened in its middle so that the ending stays. */
function quoted(name: string): string {
  if (name.length <= SHOWN_NAME) return `"${name}"`;
  const half = SHOWN_NAME / 2;
  return `"${name.slice(0, half)}…${name.slice(1 - half)}"`;
}

/** Width × height as the page writes sizes. */
export function sides(width: number, height: number): string {
  return `${count(width)} × ${count(height)}`;
}

/** Digits in threes from five digits on, with a narrow space that does not break. */
function count(value: number): string {
  const digits = String(value);
  return digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
