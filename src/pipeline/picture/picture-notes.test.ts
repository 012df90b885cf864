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

  it('speaks of a quarter turn only where the browser turned', () => {
    const turned = header({ orientation: 6 });
    expect(codes({ header: turned, sourceWidth: 48, sourceHeight: 64, ...geometryOf(48, 64) })).toEqual(['oriented']);
    expect(pictureNotes(facts({ header: turned }))).toEqual([
      {
        code: 'unturned',
        text: 'Its EXIF orientation asks for the picture turned by 90° clockwise, and this browser did not turn it.',
      },
    ]);
    expect(codes({ header: header({ orientation: 3 }) })).toEqual(['oriented']);
  });

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
