import { scientific } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { useChange } from './use-change';
import { P } from '../../ui/kit/words';

/** The picture of the change in numbers: both reconstructions against the input. */
export function ChangeTable() {
  const change = useChange();
  if (!change) return <P className="hint">Without edits there is no change.</P>;
  const { edited, reference } = change;
  const row = (head: string, of: (run: typeof edited) => number | null) => {
    const [with_, without] = [of(edited), of(reference)];
    return {
      head,
      cells: [with_ ?? 'identical', without ?? 'identical', with_ === null || without === null ? '—' : with_ - without],
    };
  };
  return (
    <DataTable
      caption="With and without edits, against the input, 8-bit RGB"
      columns={['Measure', 'Edited', 'Unedited', 'Change']}
      format={scientific}
      rows={[
        row('PSNR, dB', ({ psnr }) => psnr),
        row('SSIM', ({ ssim }) => ssim),
        row('MSE, of 255²', ({ mse }) => mse),
        row('Mean |e|, of 255', ({ meanAbsolute }) => meanAbsolute),
        row('Max |e|, of 255', ({ maxAbsolute }) => maxAbsolute),
      ]}
    />
  );
}
