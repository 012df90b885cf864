import { describe, expect, it } from 'vitest';
import { geometryOf } from '../../core/math/geometry';
import { PLAIN, type ImageHeader } from '../../core/picture/header';
import { pictureNotes, type NoteFacts } from './picture-notes';

const header = (rest: Partial<ImageHeader> = {}): ImageHeader => ({
  ...PLAIN,
  format: 'JPEG',
  width: 64,
  height: 48,
  ...rest,
});
const facts = (rest: Partial<NoteFacts> = {}): NoteFacts => ({
  format: 'JPEG',
  header: header(),
  sourceWidth: 64,
  sourceHeight: 48,
  ...geometryOf(64, 48),
  clear: false,
  matte: 'checker',
  scaling: 'area',
  altered: false,
  turnedBy: 'browser',
  converts: true,
  ...rest,
});
const codes = (rest: Partial<NoteFacts>): string[] => pictureNotes(facts(rest)).map(({ code }) => code);

describe('pictureNotes', () => {
  it('says nothing about a plain picture', () => {
    expect(pictureNotes(facts())).toEqual([]);
  });

  it('names both sizes of a scaled picture, large ones in threes', () => {
    const [note] = pictureNotes(facts({ sourceWidth: 12000, sourceHeight: 6000, ...geometryOf(1024, 512) }));
    expect(note).toEqual({ code: 'scaled', text: 'Scaled from 12\u202f000 × 6000 to 1024 × 512 by area average.' });
  });

  it.each([
    ['browser', 'Shown turned by 90° clockwise, as its EXIF orientation asks.'],
    [
      'page',
      'Shown turned by 90° clockwise, as its EXIF orientation asks; this browser does not do that, so the page did.',
    ],
    [
      'unknown',
      'To be shown turned by 90° clockwise, as its EXIF orientation asks; whether this browser did so could not be tested.',
    ],
  ] as const)('says that the %s turned it', (turnedBy, text) => {
    expect(pictureNotes(facts({ header: header({ orientation: 6 }), turnedBy }))).toEqual([
      { code: turnedBy === 'unknown' ? 'turn-unknown' : 'oriented', text },
    ]);
  });

  it('says of each colour space what this browser was found to do with it', () => {
    const said = (rest: Partial<ImageHeader>) =>
      [true, false, null].map((converts) =>
        pictureNotes(facts({ header: header(rest), converts }))
          .map(({ code, text }) => `${code}: ${text}`)
          .join(' '),
      );
    expect(said({ profile: 'srgb', colourBy: 'icc' })).toEqual(['', '', '']);
    expect(said({ profile: 'display-p3', colourBy: 'icc' })).toEqual([
      'converted: Converted from Display P3 to sRGB; colours outside sRGB are clipped.',
      'unconverted: The file is in Display P3, which this browser does not convert: its values are read as if they were sRGB, so colours are duller than in the file.',
      'unconverted: The file is in Display P3; whether this browser converts it to sRGB could not be tested.',
    ]);
    expect(said({ profile: 'other', colourBy: 'icc' })).toEqual([
      'converted: Converted from the colour profile of the file to sRGB.',
      'unconverted: The file has a colour profile, which this browser does not convert: its values are read as if they were sRGB.',
      'unconverted: The file has a colour profile; whether this browser converts it to sRGB could not be tested.',
    ]);
    expect(said({ profile: 'other', colourBy: 'gama-chrm' }).slice(0, 2)).toEqual([
      'converted: Converted by a gamma and primaries of the file (gAMA and cHRM) to sRGB, so values differ from the stored ones.',
      'unconverted: The file names a gamma and primaries (gAMA and cHRM), which this browser does not follow: its values are read as if they were sRGB.',
    ]);
    expect(said({ profile: 'srgb', colourBy: 'gama' })).toEqual([
      'converted: This browser followed a gamma of the file (gAMA) near that of sRGB: dark values differ from the stored ones by a few levels.',
      '',
      '',
    ]);
    expect(said({ profile: 'pq', colourBy: 'cicp' }).slice(0, 2)).toEqual([
      'hdr: The file is HDR (PQ): this browser mapped it to sRGB in its own way, so another browser gives other numbers.',
      'hdr: The file is HDR (PQ), which this browser does not follow: its values are read as if they were sRGB, so brightness and colours are not those of the file.',
    ]);
    expect(codes({ header: header({ profile: 'hlg', colourBy: 'cicp', bitDepth: 10 }) })).toEqual(['deep', 'hdr']);
  });

  it('says that a gain map was left out', () =>
    expect(codes({ header: header({ gainMap: true }) })).toEqual(['gain-map']));

  it('speaks of alpha only where pixels let the matte through, and names the matte', () => {
    expect(codes({ header: header({ alpha: true }) })).toEqual([]);
    expect(pictureNotes(facts({ clear: true, matte: '#102030' }))[0]?.text).toContain('#102030');
  });

  it('lists everything in one order', () => {
    const all = header({ animated: true, bitDepth: 16, profile: 'display-p3', colour: 'gray' });
    expect(
      codes({ header: all, clear: true, sourceWidth: 2000, sourceHeight: 1000, ...geometryOf(1000, 501) }),
    ).toEqual(['scaled', 'alpha', 'animated', 'deep', 'converted', 'gray', 'padded']);
  });

  it('says one thing about CMYK, which always has a profile of its own', () => {
    expect(codes({ header: header({ colour: 'cmyk', profile: 'other' }) })).toEqual(['cmyk']);
  });

  it('claims nothing of what it could not read', () => {
    expect(codes({ header: null, format: 'SVG' })).toEqual(['vector']);
    const text = (format: string) => pictureNotes(facts({ header: null, format }))[0]?.text;
    expect(text('Camera')).toMatch(/A frame: the browser made its colours/);
    expect(text('JPEG XL')).toMatch(/header could not be read.*not known/);
  });
});
