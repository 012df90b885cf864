import type { PaletteName } from '../../core/colour-map';
import { paletteTable } from '../../core/palettes';
import { rampGradient } from '../colours';

/** The colours of a palette that was chosen; loaded with its table. */
export default function PaletteStrip({ name }: { name: PaletteName }) {
  return <i style={{ background: rampGradient(paletteTable(name)) }} />;
}
