import { ClipboardCopy, Download } from 'lucide-react';
import { use, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { saveBlob } from '../bar/save';
import { fileName } from '../export/file-name';
import { useLabObject } from '../lab-context';
import { DrawerName } from './drawer';

export interface DataRow {
  readonly head: string;
  readonly cells: readonly (number | string)[];
  readonly selected?: boolean;
  /** Drawn before the head. */
  readonly mark?: ReactNode;
}

interface DataTableProps {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly DataRow[];
  /** How a number is written; the copied CSV keeps all its digits. */
  readonly format: (value: number, column: number) => string;
}

/** Numbers as a table that can be copied as CSV. */
export function DataTable({ caption, columns, rows, format }: DataTableProps) {
  const { store, actions } = useLabObject();
  const drawer = use(DrawerName);
  const csv = (): string => {
    const quote = (value: number | string): string => (typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`);
    const lines = [columns.map(quote), ...rows.map(({ head, cells }) => [head, ...cells].map(quote))];
    return `${lines.map((line) => line.join()).join('\n')}\n`;
  };
  const save = (): void => saveBlob(new Blob([csv()], { type: 'text/csv' }), fileName(store.getState(), drawer, 'csv'));
  const copy = (): void => {
    navigator.clipboard.writeText(csv()).then(
      () => actions.inform('Copied as CSV.'),
      () => actions.inform('This browser does not let the page copy.'),
    );
  };
  return (
    <div className="table-scroll">
      <table className="numbers">
        <caption className="caption">{caption}</caption>
        <thead>
          <tr>{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map(({ head, cells, selected, mark }) => (
            <tr key={head} className={selected ? 'selected' : ''}>
              <th scope="row">{mark ? <span className="mini">{mark}{head}</span> : head}</th>
              {cells.map((cell, index) => (
                <td key={columns[index + 1]}>{typeof cell === 'number' ? format(cell, index) : cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="row table-foot">
        <Button className="button small" onPress={copy}>
          <ClipboardCopy className="icon small" aria-hidden />
          Copy as CSV
        </Button>
        <Button className="button small" onPress={save}>
          <Download className="icon small" aria-hidden />
          Save CSV
        </Button>
      </div>
    </div>
  );
}
