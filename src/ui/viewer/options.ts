import { ChevronsLeftRight, Columns2, Square } from 'lucide-react';
import { ERROR_FLOORS, FLOORS, GAINS } from '../../state/viewing';
import { SOURCE_IDS, SOURCE_TITLES, type Layout, type SourceId } from '../../state/stages';
import type { AmountPalette, SignedPalette } from '../../core/colour-map';
import type { Loupe, Surround, Viewer } from '../../state/state-types';
import { number } from '../format';

export const LAYOUT_OPTIONS = [
  { id: 'one', text: 'One', icon: Square },
  { id: 'two', text: 'Two', icon: Columns2 },
  { id: 'slider', text: 'Slider', icon: ChevronsLeftRight },
] as const satisfies readonly { id: Layout; text: string; icon: unknown }[];

export const SOURCE_OPTIONS = SOURCE_IDS.map((id: SourceId) => ({ id, text: SOURCE_TITLES[id] }));

export const GAIN_OPTIONS = GAINS.map((gain) => ({ id: String(gain), text: `${gain}×` }));

export const COLOUR_OPTIONS = [
  { id: 'RGB', text: 'RGB mean' }, { id: 'R', text: 'Red' }, { id: 'G', text: 'Green' }, { id: 'B', text: 'Blue' },
] as const;

export const SURROUND_OPTIONS: readonly { id: Surround; text: string }[] = [
  { id: 'theme', text: 'As theme' }, { id: 'dark', text: 'Dark' }, { id: 'mid', text: 'Mid grey' },
  { id: 'light', text: 'Light' }, { id: 'checker', text: 'Checker' },
];

export const SCALE_OPTIONS = [
  { id: 'level', text: 'Scale per level' }, { id: 'shared', text: 'Shared scale' }, { id: 'band', text: 'Scale per band' },
] as const;

export const QUANTITY_OPTIONS = [
  { id: 'mean', text: 'Mean' }, { id: 'logvar', text: 'Log-variance' }, { id: 'sigma', text: 'Sigma' },
  { id: 'latent', text: 'Latent' },
] as const;

export const ERROR_OPTIONS = [
  { id: 'absolute', text: 'Absolute' }, { id: 'signed', text: 'Signed' }, { id: 'squared', text: 'Squared' },
] as const;

export const SIGNED_OPTIONS: readonly { id: SignedPalette; text: string }[] = [
  { id: 'ice-ember', text: 'Ice–Ember, dark zero' }, { id: 'rdbu', text: 'Red–blue, light zero' },
  { id: 'puor', text: 'Purple–orange, light zero' }, { id: 'grey', text: 'Grey around zero' },
];

export const AMOUNT_OPTIONS: readonly { id: AmountPalette; text: string }[] = [
  { id: 'magma', text: 'Magma' }, { id: 'viridis', text: 'Viridis' }, { id: 'cividis', text: 'Cividis' }, { id: 'grey', text: 'Grey' },
];

export const LOUPE_OPTIONS: readonly { id: Loupe; text: string }[] = [
  { id: 'off', text: 'Off' }, { id: 'follow', text: 'Moves' }, { id: 'pinned', text: 'Pinned' },
];

export const VALUE_OPTIONS = [{ id: 'bytes', text: '0 to 255' }, { id: 'unit', text: '−1 to 1' }] as const;

export const FLOOR_OPTIONS = FLOORS.map((floor) => ({ id: String(floor), text: floor === 0 ? 'None' : String(floor) }));

/** Chosen in steps of 8 bits, written in the units of the picture values, kept in the error's own. */
export function errorFloorOptions(values: Viewer['values']): { id: string; text: string }[] {
  return ERROR_FLOORS.map((steps) => ({
    id: String(steps / 127.5), text: steps === 0 ? 'None' : values === 'bytes' ? `${steps} of 255` : number(steps / 127.5, 3),
  }));
}
