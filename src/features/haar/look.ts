import type { Colour, Level } from '../../core/math/bands';

/** What of a block is looked at: which level, which way, which colour. */
export interface HandLook {
  readonly level: Level;
  readonly back: boolean;
  readonly colour: Colour;
}

export interface HandProps {
  readonly asTable: boolean;
  readonly look: HandLook;
  readonly setLook: (change: Partial<HandLook>) => void;
}
