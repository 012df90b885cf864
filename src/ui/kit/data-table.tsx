import { ClipboardCopy, Download } from 'lucide-react';
import { use, useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { saveBlob } from './save';
import { csvOf, type CsvRow } from './csv';
import { fileName } from './file-name';
import { useLabObject } from '../lab-context';
import { PresentDrawer } from './drawer';
import { Words } from './words';

export interface DataRow extends CsvRow {
  readonly selected?: boolean;
  /** Drawn before the head. */
  readonly mark?: ReactElement;
}

interface DataTableProps {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly DataRow[];
  /** How a number is written; the copied CSV keeps all its digits. */
  readonly format: (value: number, column: number) => string;
  /** Heads become buttons that sort by their column, numbers first. */
  readonly sortable?: boolean;
  /** Name of the file; without it, picture, drawer and model. */
  readonly saveAs?: string;
}

/** In a drawer more rows than these scroll below their heads: a latent may have 128 channels. */
const MANY = 40;

/** Numbers as a table that can be copied as CSV. */
export function DataTable({ caption, columns, rows: given, format, sortable = false, saveAs }: DataTableProps) {
  const { store, actions } = useLabObject();
  const drawer = use(PresentDrawer);
  const [order, setOrder] = useState<Order | null>(null);
  const rows = order ? sorted(given, order) : given;
  const isTall = drawer !== null && rows.length > MANY;
  // The caption and the heads of columns say what a long list is of.
  const textOf = (text: string) => (isTall ? <span>{text}</span> : <Words>{text}</Words>);
  const csv = (): string => csvOf(columns, rows);
  const save = (): void =>
    saveBlob(
      new Blob([csv()], { type: 'text/csv' }),
      saveAs ?? fileName(store.getState(), drawer?.name ?? 'table', 'csv'),
    );
  const copy = (): void => {
    navigator.clipboard.writeText(csv()).then(
      () => actions.inform('Copied as CSV.'),
      () => actions.inform('This browser does not let the page copy.'),
    );
  };
  return (
    <div className="table-scroll">
      <div
        className={isTall ? 'table-tall' : undefined}
        // What scrolls by itself has to be reached by keys.
        {...(isTall && { role: 'group', tabIndex: 0, 'aria-label': `${caption}: ${rows.length} rows` })}
      >
        <table className="numbers">
          <caption className="caption">
            <Words>{caption}</Words>
          </caption>
          <thead>
            <tr>
              {columns.map((column, index) => (
                <th
                  key={index}
                  scope="col"
                  {...(order?.column === index && { 'aria-sort': order.descending ? 'descending' : 'ascending' })}
                >
                  {sortable ? (
                    <button
                      type="button"
                      onClick={() =>
                        setOrder({ column: index, descending: order?.column === index && !order.descending })
                      }
                    >
                      <span>{column}</span>
                      <i aria-hidden>{order?.column !== index ? '' : order.descending ? '↓' : '↑'}</i>
                    </button>
                  ) : (
                    <Words>{column}</Words>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ head, cells, selected, mark }) => (
              <tr key={head} className={selected ? 'selected' : ''}>
                <th scope="row">
                  {mark ? (
                    <span className="mini">
                      {mark}
                      {textOf(head)}
                    </span>
                  ) : (
                    textOf(head)
                  )}
                </th>
                {cells.map((cell, index) => (
                  <td key={index} translate={typeof cell === 'number' ? 'no' : undefined}>
                    {typeof cell === 'number' ? format(cell, index) : textOf(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
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

interface Order {
  /** 0 is the head of the rows. */
  readonly column: number;
  readonly descending: boolean;
}

function sorted(rows: readonly DataRow[], { column, descending }: Order): DataRow[] {
  const cellOf = ({ head, cells }: DataRow): number | string => (column === 0 ? head : (cells[column - 1] ?? ''));
  const compare = (a: number | string, b: number | string): number => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return typeof a === typeof b ? String(a).localeCompare(String(b)) : typeof a === 'number' ? -1 : 1;
  };
  return [...rows].sort((a, b) => (descending ? -1 : 1) * compare(cellOf(a), cellOf(b)));
}
