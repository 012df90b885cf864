import type { Butterfly } from '../../core/math/haar-by-hand';
import type { Level, Orientation } from '../../core/math/bands';
import type { Viewer } from '../../state/state-types';
import { number, signed } from '../../ui/kit/format';
import { detailColour, type CellColour } from './cell-colour';
import { detail, inputName, plain } from './words';

interface ButterflyProps {
  readonly of: Butterfly;
  readonly level: Level;
  readonly back: boolean;
  readonly values: Viewer['values'];
  /** Ends of the signed map. */
  readonly reach: number;
  readonly grey: (value: number, level: number) => CellColour;
  readonly width: number;
}

interface Node {
  readonly name: string;
  readonly text: string;
  readonly colour: CellColour | null;
}

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly sign: '+' | '−';
}

/** Rows of pixels a, b, c, d to rows of sums a + b, c + d, a - b, c - d. */
const TO_SUMS: readonly Edge[] = [
  { from: 0, to: 0, sign: '+' },
  { from: 1, to: 0, sign: '+' },
  { from: 2, to: 1, sign: '+' },
  { from: 3, to: 1, sign: '+' },
  { from: 0, to: 2, sign: '+' },
  { from: 1, to: 2, sign: '−' },
  { from: 2, to: 3, sign: '+' },
  { from: 3, to: 3, sign: '−' },
];
/** Rows of sums to A, H, V, D; and A, H, V, D to the same sums on the way back. */
const PAIRS: readonly Edge[] = [
  { from: 0, to: 0, sign: '+' },
  { from: 1, to: 0, sign: '+' },
  { from: 0, to: 1, sign: '+' },
  { from: 1, to: 1, sign: '−' },
  { from: 2, to: 2, sign: '+' },
  { from: 3, to: 2, sign: '+' },
  { from: 2, to: 3, sign: '+' },
  { from: 3, to: 3, sign: '−' },
];
const FROM_SUMS: readonly Edge[] = TO_SUMS.map(({ from, to, sign }) => ({ from: to, to: from, sign }));

const TOP = 18;
const PITCH = 38;
const CELL = 32;
const LINES = 34;
const STORED = 14;
const HEIGHT = TOP + 4 * PITCH;

/** The flow of one 2x2 block: solid lines add, dashed lines subtract, and each line says its sign. */
export function ButterflyDiagram({ of, level, back, values, reach, grey, width }: ButterflyProps) {
  const { pixels, sums, bands } = of;
  const names: readonly Orientation[] = ['A', 'H', 'V', 'D'];
  const pixelNodes = (['a', 'b', 'c', 'd'] as const).map((name, index): Node => {
    const value = pixels[index] as number;
    return { name, text: plain(value, level - 1, values), colour: grey(value, level - 1) };
  });
  const sumNames = back ? ['A + H', 'A − H', 'V + D', 'V − D'] : ['a + b', 'c + d', 'a − b', 'c − d'];
  const sumNodes = sumNames.map((name, index): Node => {
    const value = sums[index] as number;
    return { name, text: index < 2 ? plain(value, level, values) : signed(value, 3), colour: null };
  });
  const bandNodes = names.map((name): Node => ({
    name: `${name}${level}`,
    text: name === 'A' ? plain(bands.A, level, values) : detail(bands[name]),
    colour: name === 'A' ? grey(bands.A, level) : detailColour(bands[name], reach),
  }));
  const stored = names.map((name): Node => {
    const value = bands[name] / 2 ** level;
    return { name: 'stored', text: name === 'A' ? number(value, 3) : detail(value), colour: null };
  });
  const scale = 2 ** level;
  const columns = back
    ? [
        { head: 'stored', nodes: stored },
        { head: `× ${scale}`, nodes: bandNodes },
        { head: 'sums', nodes: sumNodes },
        { head: `÷ 2: ${inputName(level)}`, nodes: pixelNodes },
      ]
    : [
        { head: inputName(level), nodes: pixelNodes },
        { head: 'sums', nodes: sumNodes },
        { head: '÷ 2', nodes: bandNodes },
        { head: `÷ ${scale}: stored`, nodes: stored },
      ];
  const gaps = back ? [STORED, LINES, LINES] : [LINES, LINES, STORED];
  const box = (width - gaps.reduce((sum, gap) => sum + gap, 0)) / 4;
  const left = (column: number): number => column * box + gaps.slice(0, column).reduce((sum, gap) => sum + gap, 0);
  const middle = (row: number): number => TOP + row * PITCH + CELL / 2;
  const edges = back
    ? ([
        [1, PAIRS],
        [2, FROM_SUMS],
      ] as const)
    : ([
        [0, TO_SUMS],
        [1, PAIRS],
      ] as const);
  const ends = back ? pixelNodes : bandNodes;
  return (
    <svg
      className="butterfly"
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={`Butterfly of level ${level}, ${back ? 'back' : 'forward'}: ${(back ? bandNodes : pixelNodes).map(said).join(', ')} give ${ends.map(said).join(', ')}.`}
    >
      {edges.map(([column, list]) =>
        list.map((edge) => (
          <Line
            key={`${column} ${edge.from} ${edge.to}`}
            edge={edge}
            x1={left(column) + box}
            x2={left(column + 1)}
            middle={middle}
          />
        )),
      )}
      {edges.map(([column, list]) =>
        list.map((edge) => (
          <Sign
            key={`${column} ${edge.from} ${edge.to}`}
            edge={edge}
            x1={left(column) + box}
            x2={left(column + 1)}
            middle={middle}
          />
        )),
      )}
      {columns.map(({ head, nodes }, column) => (
        <g key={head}>
          <text className="head" x={left(column) + box / 2} y={10} textAnchor="middle">
            {head}
          </text>
          {nodes.map(({ name, text, colour }, row) => (
            <g key={name + String(row)}>
              <rect
                className={colour ? 'node data' : 'node'}
                x={left(column)}
                y={TOP + row * PITCH}
                width={box}
                height={CELL}
                style={colour ? { fill: colour.fill } : undefined}
              />
              {name === 'stored' ? null : (
                <text
                  className="name"
                  x={left(column) + 5}
                  y={TOP + row * PITCH + 11}
                  style={colour ? { fill: colour.text } : undefined}
                >
                  {name}
                </text>
              )}
              <text
                className="value"
                x={left(column) + box - 5}
                y={TOP + row * PITCH + (name === 'stored' ? 20 : 25)}
                textAnchor="end"
                style={colour ? { fill: colour.text } : undefined}
              >
                {text}
              </text>
            </g>
          ))}
        </g>
      ))}
    </svg>
  );
}

const said = ({ name, text }: Node): string => `${name} ${text}`;

interface LineProps {
  readonly edge: Edge;
  readonly x1: number;
  readonly x2: number;
  readonly middle: (row: number) => number;
}

function Line({ edge, x1, x2, middle }: LineProps) {
  return (
    <line
      className={edge.sign === '+' ? 'plus' : 'minus'}
      x1={x1}
      x2={x2}
      y1={middle(edge.from)}
      y2={middle(edge.to)}
    />
  );
}

/** The place of a sign on its line, as a share of it, by the rows that the line crosses, so that no two touch. */
const PLACES = [0.3, 0.36, 0.24] as const;

function Sign({ edge: { from, to, sign }, x1, x2, middle }: LineProps) {
  const share = PLACES[Math.abs(to - from)] ?? 0.3;
  const [x, y] = [x1 + share * (x2 - x1), middle(from) + share * (middle(to) - middle(from))];
  return (
    <>
      <circle className="sign" cx={x} cy={y} r={5.5} />
      <text className="sign" x={x} y={y} textAnchor="middle" dominantBaseline="central">
        {sign}
      </text>
    </>
  );
}
