import { describe, expect, it } from 'vitest';
import type { PixelFacts } from '../../core/picture/pixel-facts';
import type { PictureNote } from '../../core/protocol';
import { defaultSettings } from '../../core/settings/settings';
import { pictureInfo } from '../../state/test-client';
import { truthFacts } from './truth-facts';

const valueOf = (name: string, ...args: Parameters<typeof truthFacts>) =>
  truthFacts(...args).find((fact) => fact.name === name)?.value;

describe('what the network sees', () => {
  it('says of an untouched file that nothing was done', () => {
    const args = [pictureInfo(), defaultSettings(), null] as const;
    expect(valueOf('Scaling filter', ...args)).toBe('none, not scaled');
    expect(valueOf('Orientation', ...args)).toBe('as in the file');
    expect(valueOf('Colour', ...args)).toBe('sRGB, as in the file, 8 bits');
    expect(valueOf('Transparency', ...args)).toBe('none, so no matte');
    expect(valueOf('Padding', ...args)).toBe('none');
    expect(valueOf('Pixels read', ...args)).toBe('true, by a canvas');
    expect(valueOf('Values', ...args)).toBe('−1 … +1');
  });

  it('says where a browser alters what is read', () => {
    const stored = pictureInfo();
    Reflect.deleteProperty(stored, 'reading');
    const read = (reading?: PixelFacts) =>
      valueOf('Pixels read', { ...stored, ...(reading && { reading }) }, defaultSettings(), null);
    expect(read({ by: 'video-frame', exact: true, writes: false })).toBe(
      'true, by a video frame: this browser alters canvases',
    );
    expect(read({ by: 'canvas', exact: false, writes: false })).toBe('altered by this browser');
    expect(read()).toBeUndefined();
  });

  it('says unknown of what no header told', () => {
    const notes: PictureNote[] = [{ code: 'unknown', text: 'Its header could not be read.' }];
    const args = [{ ...pictureInfo(), notes }, defaultSettings(), null] as const;
    expect([valueOf('Orientation', ...args), valueOf('Colour', ...args)]).toEqual([
      'unknown',
      'sRGB, of unknown ones, 8 bits',
    ]);
  });

  it('says that a turn was asked for and cannot be tested', () => {
    const notes: PictureNote[] = [{ code: 'turn-unknown', text: 'Its EXIF orientation asks.' }];
    expect(valueOf('Orientation', { ...pictureInfo(), notes }, defaultSettings(), null)).toBe(
      'asked for, not known whether done',
    );
  });

  it('reads what was done out of the notes that decoding writes', () => {
    const geometry = { width: 53, height: 37, paddedWidth: 56, paddedHeight: 40 };
    const notes: PictureNote[] = [
      { code: 'scaled', text: 'Scaled from 106 × 74 to 53 × 37 by area average.' },
      { code: 'oriented', text: 'Shown turned by 90° clockwise, as its EXIF orientation asks.' },
      { code: 'alpha', text: 'Transparent pixels are shown over #808080.' },
      { code: 'converted', text: 'Converted from Display P3 to sRGB; colours outside sRGB are clipped.' },
    ];
    const info = { ...pictureInfo(), ...geometry, sourceWidth: 106, sourceHeight: 74, notes };
    const args = [info, { ...defaultSettings(), matte: '#808080', maxSide: 53 }, null] as const;
    expect(valueOf('Scaling filter', ...args)).toBe('area average, gamma-encoded values');
    expect(valueOf('Limit', ...args)).toBe('longest side 53 px');
    expect(valueOf('Orientation', ...args)).toBe('turned by 90° clockwise');
    expect(valueOf('Colour', ...args)).toBe('sRGB, converted, 8 bits');
    expect(valueOf('Transparency', ...args)).toBe('over #808080');
    expect(valueOf('Padding', ...args)).toBe('3 right, 3 bottom');
  });
});
