import type { AmountPalette, SignedPalette } from '../../core/view/palette-names';
import type { Loupe, Surround, Viewer } from '../../state/state-types';
import { ERROR_FLOORS, FLOORS } from '../../state/viewing';
import { number } from '../kit/format';

export const SURROUND_OPTIONS: readonly { id: Surround; text: string }[] = [
  { id: 'theme', text: 'As theme' },
  { id: 'dark', text: 'Dark' },
  { id: 'mid', text: 'Mid grey' },
  { id: 'light', text: 'Light' },
  { id: 'checker', text: 'Checker' },
];

export const SIGNED_OPTIONS: readonly { id: SignedPalette; text: string }[] = [
  { id: 'ice-ember', text: 'Ice–Ember, dark zero' },
  { id: 'rdbu', text: 'Red–blue, light zero' },
  { id: 'puor', text: 'Purple–orange, light zero' },
  { id: 'grey', text: 'Grey around zero' },
];

export const AMOUNT_OPTIONS: readonly { id: AmountPalette; text: string }[] = [
  { id: 'magma', text: 'Magma' },
  { id: 'viridis', text: 'Viridis' },
  { id: 'cividis', text: 'Cividis' },
  { id: 'grey', text: 'Grey' },
];

export const LOUPE_OPTIONS: readonly { id: Loupe; text: string }[] = [
  { id: 'off', text: 'Off' },
  { id: 'follow', text: 'Moves' },
  { id: 'pinned', text: 'Pinned' },
];

export const VALUE_OPTIONS = [
  { id: 'bytes', text: '0 to 255' },
  { id: 'unit', text: '−1 to 1' },
] as const;

export const FLOOR_OPTIONS = FLOORS.map((floor) => ({ id: String(floor), text: floor === 0 ? 'None' : String(floor) }));

/** Chosen in steps of 8 bits, written in the units of the picture values, kept in the error's own. */
export function errorFloorOptions(values: Viewer['values']): { id: string; text: string }[] {
  return ERROR_FLOORS.map((steps) => ({
    id: String(steps / 127.5),
    text: steps === 0 ? 'None' : values === 'bytes' ? `${steps} of 255` : number(steps / 127.5, 3),
  }));
}
