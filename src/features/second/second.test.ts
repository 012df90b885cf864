import { describe, expect, it } from 'vitest';
import { NO_EDIT } from '../../core/math/bands';
import { applyPatch, defaultSettings } from '../../core/settings/settings';
import { readsSecond } from '../../core/slots';
import { isSamePicture } from './same-picture';
import { withoutSecond } from './without-second';

describe('the second picture', () => {
  it('is refused where name and bytes are those of the shown one', () => {
    const shown = { name: 'a.png', fileBytes: 100 };
    expect(isSamePicture(shown, 'a.png', 100)).toBe(true);
    expect(isSamePicture(shown, 'a.png', 101)).toBe(false);
    expect(isSamePicture(shown, 'b.png', 100)).toBe(false);
    expect(isSamePicture(shown, 'a.png')).toBe(true);
  });

  it('goes with every edit that reads it, and with no other', () => {
    const edited = applyPatch(defaultSettings(), {
      bands: { '1.H.R': { swap: true }, '2.V.G': { swap: true, gain: 2 }, '3.A.B': { mute: true } },
      latent: { mix: { amount: 0.5, mode: 'linear' }, bits: 4 },
    });
    const next = applyPatch(edited, withoutSecond(edited));
    expect(readsSecond(next)).toBe(false);
    expect(next.bands).toEqual({ '2.V.G': { ...NO_EDIT, gain: 2 }, '3.A.B': { ...NO_EDIT, mute: true } });
    expect(next.latent).toEqual({ bits: 4 });
  });
});
