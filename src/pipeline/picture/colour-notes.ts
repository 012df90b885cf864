import type { ImageHeader } from '../../core/picture/header';
import type { PictureNote } from '../../core/protocol';

export const GAIN_MAP =
  'The file has a gain map for HDR screens, which is left out: the numbers are of the standard picture alone.';

const AS_SRGB = 'its values are read as if they were sRGB';
const UNTESTED = 'could not be tested';

/** What became of the colours of a file: at most one sentence. @param converts as in NoteFacts */
export function colourNote(header: ImageHeader, converts: boolean | null): PictureNote[] {
  const { profile } = header;
  if (profile === 'none' || (profile === 'srgb' && !isOld(header))) return [];
  const text =
    profile === 'pq' || profile === 'hlg'
      ? hdr(profile, converts)
      : isOld(header)
        ? gamma(header, converts)
        : other(profile, converts);
  if (!text) return [];
  return [
    { code: profile === 'pq' || profile === 'hlg' ? 'hdr' : converts === true ? 'converted' : 'unconverted', text },
  ];
}

/** Whether gAMA or cHRM alone names the colours. */
function isOld({ colourBy }: ImageHeader): boolean {
  return colourBy === 'gama' || colourBy === 'chrm' || colourBy === 'gama-chrm';
}

function hdr(profile: 'pq' | 'hlg', converts: boolean | null): string {
  const what = `The file is HDR (${profile.toUpperCase()})`;
  if (converts === null) return `${what}; whether this browser maps it to sRGB ${UNTESTED}.`;
  return converts
    ? `${what}: this browser mapped it to sRGB in its own way, so another browser gives other numbers.`
    : `${what}, which this browser does not follow: ${AS_SRGB}, so brightness and colours are not those of the file.`;
}

/** Nothing where a file with the numbers of sRGB is shown as it is. */
function gamma({ profile, colourBy }: ImageHeader, converts: boolean | null): string {
  const [chunks, what] = {
    gama: ['gAMA', 'a gamma'],
    chrm: ['cHRM', 'primaries'],
    'gama-chrm': ['gAMA and cHRM', 'a gamma and primaries'],
  }[colourBy as 'gama'];
  if (profile === 'srgb')
    return converts
      ? `This browser followed ${what} of the file (${chunks}) near that of sRGB: dark values differ from the stored ones by a few levels.`
      : '';
  if (converts === null) return `The file names ${what} (${chunks}); whether this browser follows that ${UNTESTED}.`;
  return converts
    ? `Converted by ${what} of the file (${chunks}) to sRGB, so values differ from the stored ones.`
    : `The file names ${what} (${chunks}), which this browser does not follow: ${AS_SRGB}.`;
}

function other(profile: 'display-p3' | 'other' | 'srgb', converts: boolean | null): string {
  const isP3 = profile === 'display-p3';
  const space = isP3 ? 'Display P3' : 'the colour profile of the file';
  if (converts) return `Converted from ${space} to sRGB${isP3 ? '; colours outside sRGB are clipped' : ''}.`;
  const what = isP3 ? 'The file is in Display P3' : 'The file has a colour profile';
  if (converts === null) return `${what}; whether this browser converts it to sRGB ${UNTESTED}.`;
  return `${what}, which this browser does not convert: ${AS_SRGB}${isP3 ? ', so colours are duller than in the file' : ''}.`;
}
