import type { PaletteName } from '../../core/palette-names';
import { paletteTable } from '../../core/palettes';
import { rampGradient } from '../colours';

/** The colours of a palette, from its low to its high end. */
export default function PaletteStrip({ name }: { name: PaletteName }) {
  return <i style={{ background: rampGradient(paletteTable(name)) }} />;
}
