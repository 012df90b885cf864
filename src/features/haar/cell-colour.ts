import { TABLE_SIZE, colourTable } from '../../core/view/colour-map';

export interface CellColour {
  readonly fill: string;
  /** Reads on the fill. */
  readonly text: string;
}

/** A detail on the signed map whose ends are -reach and reach. */
export function detailColour(value: number, reach: number): CellColour {
  const t = 0.5 + 0.5 * Math.min(1, Math.max(-1, value / (reach || 1)));
  const at = 4 * Math.round(t * (TABLE_SIZE - 1));
  const table = colourTable('signed');
  return coloured(table[at] as number, table[at + 1] as number, table[at + 2] as number);
}

/** A pixel or an average as a grey; `share` from 0, black, to 1, white. */
export function greyColour(share: number): CellColour {
  const grey = Math.round(255 * Math.min(1, Math.max(0, share)));
  return coloured(grey, grey, grey);
}

function coloured(red: number, green: number, blue: number): CellColour {
  const linear = (byte: number): number => (byte <= 10 ? byte / 3294 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  // Black and white have the same contrast at 0.179.
  return { fill: `rgb(${red} ${green} ${blue})`, text: luminance > 0.179 ? '#000' : '#fff' };
}
