import { useRef, type MouseEvent, type ReactNode } from 'react';
import type { Axis } from './axes';
import { useWidth } from './use-width';

/** One axis of a plot: its name with the unit, where values stand, and how its ticks are written. */
export interface PlotAxis {
  readonly name: string;
  /** Gets the ends of the axis in CSS px: left and right, or floor and top. */
  readonly between: (from: number, to: number) => Axis;
  readonly text: (tick: number) => string;
  /** The tick that stands out. */
  readonly strong?: number;
}

/** Where marks are drawn, in CSS px of the plot; `x` and `y` map values. */
export interface PlotArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly floor: number;
  readonly x: Axis['at'];
  readonly y: Axis['at'];
}

interface PlotProps {
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  /** CSS px: the whole height, and the room for texts beside and over the area. */
  readonly height: number;
  readonly margin: { readonly left: number; readonly right: number; readonly top: number };
  /** The whole picture in a sentence, for those who do not see it. */
  readonly sentence: string;
  readonly className?: string;
  /** Stands under the plot and says which curve is which; the sentence says it, too. */
  readonly legend?: ReactNode;
  /** A click, in CSS px of the plot. */
  readonly onPress?: (left: number, top: number, area: PlotArea) => void;
  /** The marks. */
  readonly children: (area: PlotArea) => ReactNode;
}

/** Room under the area for the ticks and the name of the horizontal axis. */
const BOTTOM = 36;

/** The frame that all charts share: both axes with their names, ticks and grid, as wide as its place. */
export function Plot({ className, legend, ...drawn }: PlotProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  return (
    <div ref={frame} className={className ? `chart ${className}` : 'chart'}>
      {width > 0 ? <Drawn {...drawn} width={width} /> : null}
      {legend === undefined ? null : (
        <p className="chart-key" aria-hidden>
          {legend}
        </p>
      )}
    </div>
  );
}

interface DrawnProps extends Omit<PlotProps, 'className' | 'legend'> {
  readonly width: number;
}

function Drawn({ x, y, width, height, margin: { left, right: beside, top }, sentence, onPress, children }: DrawnProps) {
  const right = width - beside;
  const floor = height - BOTTOM;
  const across = x.between(left, right);
  const up = y.between(floor, top);
  const area: PlotArea = { left, right, top, floor, x: across.at, y: up.at };
  const press = ({ clientX, clientY, currentTarget }: MouseEvent<SVGElement>): void => {
    const box = currentTarget.getBoundingClientRect();
    onPress?.(clientX - box.left, clientY - box.top, area);
  };
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={sentence}
      onClick={onPress && press}
    >
      <text x={0} y={10} className="name">
        {y.name}
      </text>
      {up.ticks.map((tick) => (
        <g key={tick}>
          <line className="grid" x1={left} x2={right} y1={up.at(tick)} y2={up.at(tick)} />
          <text x={left - 6} y={up.at(tick) + 4} textAnchor="end">
            {y.text(tick)}
          </text>
        </g>
      ))}
      {across.ticks.map((tick) => {
        const at = across.at(tick);
        // Zero parts the values, so its line goes all the way up. Texts at the ends stay inside the plot.
        return (
          <g key={tick}>
            <line className="tick" x1={at} x2={at} y1={tick === 0 ? top : floor} y2={floor + 4} />
            <text
              className={tick === x.strong ? 'strong' : undefined}
              x={at}
              y={floor + 16}
              textAnchor={at <= left ? 'start' : at >= right ? 'end' : 'middle'}
            >
              {x.text(tick)}
            </text>
          </g>
        );
      })}
      <line className="axis" x1={left} x2={right} y1={floor} y2={floor} />
      <text x={(left + right) / 2} y={height - 4} textAnchor="middle" className="name">
        {x.name}
      </text>
      <g>{children(area)}</g>
    </svg>
  );
}

/** A piece of a curve for the legend, with the mark of its points in the middle, drawn around 0, 0. */
export function CurveKey({ children }: { readonly children?: ReactNode }) {
  return (
    <svg width={22} height={10} viewBox="-11 -5 22 10">
      <path className="curve" d="M-11 0H11" />
      <g>{children}</g>
    </svg>
  );
}

/** The path of a line through points, in CSS px. */
export function linePath(points: readonly { readonly left: number; readonly top: number }[]): string {
  return points.map(({ left, top }, i) => `${i === 0 ? 'M' : 'L'}${left.toFixed(1)} ${top.toFixed(1)}`).join('');
}
