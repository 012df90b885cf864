import { BAND_KEYS, NO_EDIT, type BandEdit, type BandKey, type Level, type Orientation } from '../core/math/bands';
import type { Settings } from '../core/settings/settings';
import { bandKeys, otherKeys } from './edits';

type Bands = Settings['bands'];

/** Whether a band is the only one that is heard: all others are muted, and none of its colours is. */
export function isSolo(bands: Bands, level: Level, orientation: Orientation): boolean {
  return (
    otherKeys(level, orientation).every((key) => bands[key]?.mute) &&
    bandKeys(level, orientation, 'RGB').every((key) => !bands[key]?.mute)
  );
}

/** The edits after solo was pressed: everything but this band is muted; pressed again, nothing is. Gains stay. */
export function toggleSolo(bands: Bands, level: Level, orientation: Orientation): Bands {
  const own = bandKeys(level, orientation, 'RGB');
  const release = isSolo(bands, level, orientation);
  const next: Partial<Record<BandKey, BandEdit>> = {};
  for (const key of BAND_KEYS) next[key] = { ...(bands[key] ?? NO_EDIT), mute: !release && !own.includes(key) };
  return next;
}
