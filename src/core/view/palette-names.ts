/** How values become a colour. 'rgb' takes three rows, or one for grey; the others show the mean of the rows. */
export type ColourMap = 'rgb' | 'signed' | 'amount';

export type TableMap = Exclude<ColourMap, 'rgb'>;

/** What can be chosen for each kind of map, the default first; colour-map.ts and palettes.ts have the tables. */
export const PALETTES = {
  signed: ['ice-ember', 'rdbu', 'puor', 'grey'],
  amount: ['magma', 'viridis', 'cividis', 'grey'],
} as const satisfies Readonly<Record<TableMap, readonly string[]>>;
export type SignedPalette = (typeof PALETTES.signed)[number];
export type AmountPalette = (typeof PALETTES.amount)[number];
export type PaletteName = SignedPalette | AmountPalette;

/** The palette of a rectangle, or of what is said about it; null for colours as they are. */
export function paletteOf({
  map,
  palette,
}: {
  readonly map: ColourMap;
  readonly palette?: PaletteName;
}): PaletteName | null {
  return map === 'rgb' ? null : (palette ?? PALETTES[map][0]);
}
