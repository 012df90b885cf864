import { expect, test } from 'vitest';
import { iccProfile } from './icc';

/** The profile that Chromium puts into its JPEGs: sRGB with a parametric curve of form 4. */
const CHROMIUM_SRGB =
  'AAAByAAAAAAEMAAAbW50clJHQiBYWVogB+AAAQABAAAAAAAAYWNzcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAPbWAAEA' +
  'AAAA0y0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAJZGVzYwAAAPAAAAAkclhZWgAA' +
  'ARQAAAAUZ1hZWgAAASgAAAAUYlhZWgAAATwAAAAUd3RwdAAAAVAAAAAUclRSQwAAAWQAAAAoZ1RSQwAAAWQAAAAoYlRSQwAAAWQA' +
  'AAAoY3BydAAAAYwAAAA8bWx1YwAAAAAAAAABAAAADGVuVVMAAAAIAAAAHABzAFIARwBCWFlaIAAAAAAAAG+iAAA49QAAA5BYWVog' +
  'AAAAAAAAYpkAALeFAAAY2lhZWiAAAAAAAAAkoAAAD4QAALbPWFlaIAAAAAAAAPbWAAEAAAAA0y1wYXJhAAAAAAAEAAAAAmZmAADy' +
  'pwAADVkAABPQAAAKWwAAAAAAAAAAbWx1YwAAAAAAAAABAAAADGVuVVMAAAAgAAAAHABHAG8AbwBnAGwAZQAgAEkAbgBjAC4AIAAy' +
  'ADAAMQA2';

const bytes = (): Uint8Array => Uint8Array.from(atob(CHROMIUM_SRGB), (character) => character.charCodeAt(0));

/** Place of a tag's data, from the table at byte 128. */
function placeOf(icc: Uint8Array, name: string): number {
  const view = new DataView(icc.buffer);
  for (let entry = 132; ; entry += 12) {
    if (String.fromCharCode(...icc.subarray(entry, entry + 4)) === name) return view.getUint32(entry + 4);
  }
}

test('a curve of form 4 is read as the sRGB curve that it is', () => {
  expect(iccProfile(bytes())).toBe('srgb');
});

test('the same with an offset of 0.1 (parameter e) is another curve', () => {
  const icc = bytes();
  new DataView(icc.buffer).setInt32(placeOf(icc, 'rTRC') + 12 + 4 * 5, 6554);
  expect(iccProfile(icc)).toBe('other');
});
