import { BAND_KEYS, CHANNELS_PER_LEVEL, NO_EDIT, isIdentityEdit, type BandEdit, type BandKey } from './bands';
import type { Pyramid } from './haar';
import type { TensorData } from './protocol';

export type BandEdits = Readonly<Partial<Record<BandKey, BandEdit>>>;

/** All 36 edits in the order of BAND_KEYS; bands that are not named stay as they are. */
export function editTable(edits: BandEdits): readonly BandEdit[] {
  return BAND_KEYS.map((key) => edits[key] ?? NO_EDIT);
}

export function hasEdits(edits: BandEdits): boolean {
  return editTable(edits).some((edit) => !isIdentityEdit(edit));
}

/** mute ? 0 : gain * sign(x) * max(|x| - threshold, 0). */
export function editValue(x: number, edit: BandEdit): number {
  if (edit.mute) return 0;
  return edit.gain * Math.sign(x) * Math.max(Math.abs(x) - edit.threshold, 0);
}

/** Edits every band on its own; nothing propagates between levels. The pyramid that goes in is not changed. */
export function editBands(pyramid: Pyramid, edits: BandEdits): Pyramid {
  const table = editTable(edits);
  return pyramid.map((band, index): TensorData => {
    const data = band.data.slice();
    const count = data.length / CHANNELS_PER_LEVEL;
    for (let channel = 0; channel < CHANNELS_PER_LEVEL; channel++) {
      const edit = table[index * CHANNELS_PER_LEVEL + channel] as BandEdit;
      if (isIdentityEdit(edit)) continue;
      for (let i = channel * count; i < (channel + 1) * count; i++) data[i] = editValue(data[i] as number, edit);
    }
    return { dims: [...band.dims], data };
  }) as unknown as Pyramid;
}
