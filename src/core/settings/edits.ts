import { BAND_KEYS, CHANNELS_PER_LEVEL, NO_EDIT, isIdentityEdit, type BandEdit, type BandKey } from '../math/bands';
import { haarForward, pyramidInverse, type Pyramid } from '../math/haar';
import type { TensorData } from '../tensor';

export type BandEdits = Readonly<Partial<Record<BandKey, BandEdit>>>;

/** All 36 edits in the order of BAND_KEYS; bands that are not named stay as they are. */
export function editTable(edits: BandEdits): readonly BandEdit[] {
  return BAND_KEYS.map((key) => edits[key] ?? NO_EDIT);
}

export function hasEdits(edits: BandEdits): boolean {
  return editTable(edits).some((edit) => !isIdentityEdit(edit));
}

/** Whether an edit takes the values of the second picture; a muted band has none to take. */
export function isSwapped({ swap, mute }: BandEdit): boolean {
  return swap && !mute;
}

/** mute ? 0 : gain * sign(x) * max(|x| - threshold, 0). */
export function editValue(x: number, edit: BandEdit): number {
  if (edit.mute) return 0;
  return edit.gain * Math.sign(x) * Math.max(Math.abs(x) - edit.threshold, 0);
}

/**
 * Edits every band on its own; nothing propagates between levels. The pyramids that go in are not changed. `second` is
 * that of another picture in the same shapes; without it, swapped bands keep their own values.
 */
export function editBands(pyramid: Pyramid, edits: BandEdits, second: Pyramid = pyramid): Pyramid {
  const table = editTable(edits);
  return pyramid.map((band, index): TensorData => {
    const data = band.data.slice();
    const count = data.length / CHANNELS_PER_LEVEL;
    for (let channel = 0; channel < CHANNELS_PER_LEVEL; channel++) {
      const edit = table[index * CHANNELS_PER_LEVEL + channel] as BandEdit;
      if (isIdentityEdit(edit)) continue;
      const { data: from } = (isSwapped(edit) ? second : pyramid)[index] as TensorData;
      for (let i = channel * count; i < (channel + 1) * count; i++) data[i] = editValue(from[i] as number, edit);
    }
    return { dims: [...band.dims], data };
  }) as unknown as Pyramid;
}

/**
 * Edits the picture: the pyramid with its bands edited, turned back into a picture [1,3,H,W] clamped to [-1, 1], and the
 * bands of that picture. A of levels 1 and 2 is not read on the way back, so edits of it change nothing.
 */
export function editPicture(
  pyramid: Pyramid,
  edits: BandEdits,
  second?: Pyramid,
): { readonly picture: TensorData; readonly bands: Pyramid } {
  const [, , halfHeight, halfWidth] = pyramid[0].dims as [number, number, number, number];
  const picture = pyramidInverse(editBands(pyramid, edits, second), 2 * halfWidth, 2 * halfHeight);
  return { picture, bands: haarForward(picture) };
}
