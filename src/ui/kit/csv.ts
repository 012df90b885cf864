export interface CsvRow {
  readonly head: string;
  readonly cells: readonly (number | string)[];
}

/** Comma-separated lines: words quoted, numbers with all their digits. */
export function csvOf(columns: readonly string[], rows: readonly CsvRow[]): string {
  const quote = (value: number | string): string =>
    typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`;
  const lines = [columns.map(quote), ...rows.map(({ head, cells }) => [head, ...cells].map(quote))];
  return `${lines.map((line) => line.join()).join('\n')}\n`;
}
