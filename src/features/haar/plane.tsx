import type { CellColour } from './cell-colour';

interface PlaneProps {
  /** Row by row. */
  readonly values: readonly number[];
  readonly side: number;
  /** CSS px along each edge. */
  readonly size: number;
  readonly colour: (value: number) => CellColour;
  /** Numbers, from the shortest to the fullest; the fullest that fits a cell is printed. */
  readonly texts: readonly ((value: number) => string)[];
  /** Columns and rows that are outlined. */
  readonly mark: { readonly x: number; readonly y: number; readonly side: number };
  readonly label: string;
}

/** A square of cells with their numbers in them. */
export function Plane({ values, side, size, colour, texts, mark, label }: PlaneProps) {
  const cell = size / side;
  const font = Math.min(11, Math.max(9, cell / 4));
  const fitting = texts
    .filter((text) => Math.max(...values.map((value) => text(value).length)) * font * 0.6 <= cell - 1)
    .at(-1);
  return (
    <svg className="plane" width={size} height={size} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      {values.map((value, index) => {
        const [x, y] = [(index % side) * cell, Math.floor(index / side) * cell];
        const { fill, text } = colour(value);
        return (
          <g key={index}>
            <rect className="cell" x={x} y={y} width={cell} height={cell} fill={fill} />
            {fitting ? (
              <text
                x={x + cell / 2}
                y={y + cell / 2}
                fontSize={font}
                fill={text}
                textAnchor="middle"
                dominantBaseline="central"
              >
                {fitting(value)}
              </text>
            ) : null}
          </g>
        );
      })}
      <rect
        className="mark under"
        x={mark.x * cell}
        y={mark.y * cell}
        width={mark.side * cell}
        height={mark.side * cell}
      />
      <rect className="mark" x={mark.x * cell} y={mark.y * cell} width={mark.side * cell} height={mark.side * cell} />
    </svg>
  );
}
