import { ChevronsLeftRight, Columns2, Square } from 'lucide-react';
import { GAINS } from '../../state/viewing';
import { type Layout } from '../../state/stages';
import { SOURCE_IDS, VIEWS, type SourceId } from '../../state/views';

export const LAYOUT_OPTIONS = [
  { id: 'one', text: 'One', icon: Square },
  { id: 'two', text: 'Two', icon: Columns2 },
  { id: 'slider', text: 'Slider', icon: ChevronsLeftRight },
] as const satisfies readonly { id: Layout; text: string; icon: unknown }[];

export const SOURCE_OPTIONS = SOURCE_IDS.map((id: SourceId) => ({ id, text: VIEWS[id].title }));

export const GAIN_OPTIONS = GAINS.map((gain) => ({ id: String(gain), text: `${gain}×` }));

export const COLOUR_OPTIONS = [
  { id: 'RGB', text: 'RGB mean' },
  { id: 'R', text: 'Red' },
  { id: 'G', text: 'Green' },
  { id: 'B', text: 'Blue' },
] as const;

export const SCALE_OPTIONS = [
  { id: 'level', text: 'Scale per level' },
  { id: 'shared', text: 'Shared scale' },
  { id: 'band', text: 'Scale per band' },
] as const;

export const QUANTITY_OPTIONS = [
  { id: 'mean', text: 'Mean' },
  { id: 'logvar', text: 'Log-variance' },
  { id: 'sigma', text: 'Sigma' },
  { id: 'latent', text: 'Latent' },
] as const;

export const ERROR_OPTIONS = [
  { id: 'absolute', text: 'Absolute' },
  { id: 'signed', text: 'Signed' },
  { id: 'squared', text: 'Squared' },
] as const;
