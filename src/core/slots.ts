import { isSwapped } from './settings/edits';
import { latentReadsSecond } from './settings/latent-settings';
import type { Settings } from './settings/settings';

/**
 * The places in which the lab keeps results: the one on screen, and others beside it. 'second' is another picture at the size of
 * the shown one, 'reference' the shown picture without edits, 'compared' another model or other settings that the
 * shown result is compared with, 'samples' the last of some samples of the posterior with the spread of all, 'other' whatever a panel needs for a moment.
 */
export const SLOTS = ['shown', 'second', 'reference', 'compared', 'samples', 'other'] as const;
export type Slot = (typeof SLOTS)[number];
/** All but the shown one: they go when another picture opens, when its size changes, and with the backend. */
export type SideSlot = Exclude<Slot, 'shown'>;

export const SIDE_SLOTS: readonly SideSlot[] = SLOTS.filter((slot) => slot !== 'shown');

/** The same settings with every edit of bands and latent taken back. */
export function unedited(settings: Settings): Settings {
  return { ...settings, bands: {}, bandsMode: 'network', latent: {} };
}

/** Whether an edit takes bands or latent values of the second picture. */
export function readsSecond({ bands, latent }: Settings): boolean {
  return swapsBands(bands) || latentReadsSecond(latent);
}

export function swapsBands(bands: Settings['bands']): boolean {
  return Object.values(bands).some(isSwapped);
}
