/** Formats that the lab can name. Whether the browser can show them is another matter. */
export type PictureFormat =
  'PNG' | 'JPEG' | 'GIF' | 'WebP' | 'BMP' | 'ICO' | 'AVIF' | 'HEIC' | 'TIFF' | 'JPEG XL' | 'SVG';

/** How the file stores colour; whatever it is, the network reads RGB. */
export type StoredColour = 'gray' | 'palette' | 'rgb' | 'cmyk';

/** 'none' where the file names no colour space, which browsers read as sRGB. 'pq' and 'hlg' are HDR, whatever the primaries. */
export type ColourProfile = 'srgb' | 'display-p3' | 'other' | 'pq' | 'hlg' | 'none';

/**
 * What names the profile: an ICC profile, code points (cICP in PNG, nclx in AVIF and HEIC), chunks of PNG from before profiles
 * (gAMA, cHRM or both), or PNG's sRGB chunk. Browsers differ in which of them they follow.
 */
export type ColourBy = 'icc' | 'cicp' | 'gama' | 'chrm' | 'gama-chrm' | 'srgb' | 'none';

/** EXIF values: 1 is upright, 2 to 4 keep the sides, 5 to 8 swap width and height. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export interface ImageHeader {
  readonly format: PictureFormat;
  /** Pixels as stored, before orientation. For SVG CSS pixels, which need not be whole; 0 where it names no size. */
  readonly width: number;
  readonly height: number;
  readonly orientation: Orientation;
  /** Bits a channel, 1..32. */
  readonly bitDepth: number;
  readonly colour: StoredColour;
  /** Whether the file can hold transparent pixels, not whether there are any. */
  readonly alpha: boolean;
  /** More than one frame. */
  readonly animated: boolean;
  readonly profile: ColourProfile;
  readonly colourBy: ColourBy;
  /** Whether it has a second picture from which HDR screens make a brighter one. */
  readonly gainMap: boolean;
}

/** What most formats say when they say nothing. */
export const PLAIN = {
  orientation: 1,
  bitDepth: 8,
  colour: 'rgb',
  alpha: false,
  animated: false,
  profile: 'none',
  colourBy: 'none',
  gainMap: false,
} as const satisfies Omit<ImageHeader, 'format' | 'width' | 'height'>;

/** Orientations 5 to 8 turn the picture by a quarter, so that its sides swap. */
export function swapsSides(orientation: Orientation): boolean {
  return orientation >= 5;
}

/** Any number from a file as an orientation; what EXIF does not define counts as upright. */
export function asOrientation(value: number): Orientation {
  return value >= 1 && value <= 8 && Number.isInteger(value) ? (value as Orientation) : 1;
}
