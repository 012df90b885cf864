import type { Cell } from './state/probe';
import { valueAt } from '../../state/readings';
import { isScaled, latentFormula } from '../../ui/viewer/latent-formula';
import { number, signed } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { useLatentTensors, useModel } from './use-probe';
import { P } from '../../ui/kit/words';

/** Every channel of one cell: the posterior's mean and sigma, and what the decoder gets. */
export function CellValues({ cell: { x, y } }: { cell: Cell }) {
  const tensors = useLatentTensors();
  const model = useModel();
  if (!tensors) return <P className="hint">Values come with the live result.</P>;
  const { mean, logvar, latent } = tensors;
  const rows = Array.from({ length: latent.dims[1] ?? 0 }, (_, channel) => ({
    head: String(channel),
    cells: [valueAt(mean, channel, x, y), Math.exp(valueAt(logvar, channel, x, y) / 2), valueAt(latent, channel, x, y)],
  }));
  return (
    <DataTable
      caption={`Values of cell ${x}, ${y}; the latent is after edits${model && isScaled(model) ? `, and ${latentFormula(model)}` : ''}`}
      columns={['Channel', 'mean', 'sigma', 'latent']}
      rows={rows}
      format={(value, column) => (column === 1 ? number(value, 4) : signed(value, 3))}
    />
  );
}
