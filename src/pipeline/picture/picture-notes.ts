import { TILE } from '../../core/math/bands';
import { ALTERED } from '../../core/picture/pixel-facts';
import type { ImageHeader } from '../../core/picture/header';
import { sides } from '../../core/picture/header/refusals';
import type { Geometry } from '../../core/math/geometry';
import type { PictureNote } from '../../core/picture/picture';
import type { Settings } from '../../core/settings/settings';
import { colourNote, GAIN_MAP } from './colour-notes';

export interface NoteFacts extends Geometry {
  readonly format: string;
  /** null for a bitmap from the page, and where the size could not be found. */
  readonly header: ImageHeader | null;
  /** Size after orientation. */
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  /** What of it was used; all of it where this is absent. */
  readonly part?: { readonly width: number; readonly height: number };
  /** Whether a pixel let the matte through. */
  readonly clear: boolean;
  readonly matte: Settings['matte'];
  readonly scaling: Settings['scaling'];
  /** Whether this browser was found to alter what is read. */
  readonly altered: boolean;
  /** Who turned the picture as its file asks; 'unknown' where that could not be tested. */
  readonly turnedBy: 'browser' | 'page' | 'unknown';
  /** Whether this browser was found to follow what names the colours of such files; null where that could not be tested. */
  readonly converts: boolean | null;
}

const TURNS: readonly string[] = [
  '',
  '',
  'mirrored',
  'turned by 180°',
  'mirrored top to bottom',
  'mirrored and turned by 90° anticlockwise',
  'turned by 90° clockwise',
  'mirrored and turned by 90° clockwise',
  'turned by 90° anticlockwise',
];

/** What bitmaps are made from that no file is behind. */
const FRAMES: readonly string[] = ['Camera', 'Video'];

/** One sentence for each thing that was done to a picture, in the order in which the page lists them. */
export function pictureNotes(facts: NoteFacts): PictureNote[] {
  const { header, width, height } = facts;
  const notes: PictureNote[] = [];
  const add = (when: boolean, code: PictureNote['code'], text: string): void => {
    if (when) notes.push({ code, text });
  };
  const given = sides(facts.sourceWidth, facts.sourceHeight);
  const shown = sides(width, height);

  add(facts.altered, 'altered', ALTERED);
  const used = facts.part ? sides(facts.part.width, facts.part.height) : given;
  add(
    used !== given,
    'cropped',
    `Cropped to the ${used} in the middle of ${given}, which have the shape of the first picture.`,
  );
  add(used !== shown, 'scaled', `Scaled from ${used} to ${shown} by ${filterOf(facts)}.`);
  if (header) {
    const code = facts.turnedBy === 'unknown' ? 'turn-unknown' : 'oriented';
    add(header.orientation !== 1, code, turnNote(facts.turnedBy, header));
  }
  add(facts.clear, 'alpha', `Transparent pixels are shown over ${matteName(facts.matte)}.`);
  if (header) {
    const { animated, bitDepth, colour, gainMap } = header;
    add(animated, 'animated', 'Animated: only the first frame is used.');
    add(bitDepth > 8, 'deep', `The file has ${bitDepth} bits a channel; 8 are used.`);
    if (colour !== 'cmyk') notes.push(...colourNote(header, facts.converts));
    add(gainMap, 'gain-map', GAIN_MAP);
    add(colour === 'cmyk', 'cmyk', 'Converted from CMYK to sRGB.');
    add(colour === 'gray', 'gray', 'A grey picture: red, green and blue are equal.');
    add(colour === 'palette', 'palette', 'The colours come from a palette.');
  }
  add(facts.format === 'SVG', 'vector', `Drawn from SVG at ${given}.`);
  add(
    !header && facts.format !== 'SVG',
    'unknown',
    FRAMES.includes(facts.format)
      ? 'A frame: the browser made its colours sRGB, and how is not known.'
      : 'Its header could not be read: whether it was turned or its colours were converted is not known.',
  );
  return [...notes, ...paddingNote(facts)];
}

/** None where nothing was padded. @param multiple of the sides that a model needs, where it is more than that of the wavelet */
export function paddingNote({ width, height, paddedWidth, paddedHeight }: Geometry, multiple = TILE): PictureNote[] {
  const padded = sides(paddedWidth, paddedHeight);
  if (padded === sides(width, height)) return [];
  const why = multiple > TILE ? `, since this model takes multiples of ${multiple}` : '';
  return [
    { code: 'padded', text: `Padded to ${padded} by repeating the last column and row${why}; results are cropped.` },
  ];
}

/** Cropped pictures may be smaller than what they are to cover. */
function filterOf({ scaling, width, height, part }: NoteFacts): string {
  if (scaling === 'browser') return 'this browser’s own filter';
  return part && (width > part.width || height > part.height) ? 'linear interpolation' : 'area average';
}

function turnNote(by: NoteFacts['turnedBy'], header: ImageHeader): string {
  const turn = TURNS[header.orientation];
  if (by === 'unknown')
    return `To be shown ${turn}, as ${asker(header)} asks; whether this browser did so could not be tested.`;
  const who = by === 'page' ? '; this browser does not do that, so the page did' : '';
  return `Shown ${turn}, as ${asker(header)} asks${who}.`;
}

/** AVIF and HEIC have properties of their own for it, and browsers ignore EXIF there. */
function asker({ format }: ImageHeader): string {
  return format === 'AVIF' || format === 'HEIC' ? 'the file' : 'its EXIF orientation';
}

function matteName(matte: Settings['matte']): string {
  return matte === 'checker' ? 'a grey checkerboard' : matte;
}
