import type { PaletteName } from '../../core/view/palette-names';
import { paletteTable } from '../../core/view/palettes';
import { rampGradient } from '../kit/colours';

/** The colours of a palette, from its low to its high end. */
export default function PaletteStrip({ name }: { name: PaletteName }) {
  return <i style={{ background: rampGradient(paletteTable(name)) }} />;
}
