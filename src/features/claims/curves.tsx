import { number } from '../../ui/kit/format';
import { steppedAxis } from '../../ui/kit/axes';
import { CurveKey, linePath, Plot, type PlotArea, type PlotAxis } from '../../ui/kit/plot';
import { qualityAxis, type QualityMeasure } from '../../ui/kit/quality-measures';
import { measureText } from './study';

export interface CurvePoint {
  readonly x: number;
  /** Null where it is identical (PSNR), or cannot be measured (SSIM). */
  readonly y: number | null;
  /** The whole point in words. */
  readonly label: string;
}

export interface Curve {
  readonly id: string;
  readonly name: string;
  readonly points: readonly CurvePoint[];
}

interface CurvesProps {
  readonly curves: readonly Curve[];
  readonly measure: QualityMeasure;
  readonly x: PlotAxis;
  readonly sentence: string;
  /** A value that stands as a line across, with its name. */
  readonly level?: { readonly value: number; readonly name: string };
  /** A place that stands as a line upwards, with its name. */
  readonly place?: { readonly value: number; readonly name: string };
}

const MARGIN = { left: 38, right: 12, top: 24 };
/** Marks keep this far from the edges of the plot, CSS px. */
const INSET = 6;
/** Each curve has a shape of its own, so that colours are not the only sign. */
const SHAPES = ['M-3.5 0A3.5 3.5 0 1 1 3.5 0A3.5 3.5 0 1 1 -3.5 0Z', 'M-3 -3H3V3H-3Z', 'M0 -4L4 3H-4Z'];

/** Quality over something, one curve each. What is identical has no finite PSNR and stands on the top edge. */
export function Curves({ curves: all, measure, x, sentence, level, place }: CurvesProps) {
  const curves = all.filter(({ points }) => points.length > 0);
  const values = [
    ...curves.flatMap(({ points }) => points.flatMap(({ y }) => y ?? [])),
    ...(level ? [level.value] : []),
  ];
  // Less than that is no difference to look at.
  const span = measure === 'psnr' ? 2 : 0.04;
  const best = values.length > 0 ? Math.max(...values) : 1;
  const worst = values.length > 0 ? Math.min(...values) : 0;
  const placed = (points: readonly CurvePoint[], area: PlotArea) =>
    points.flatMap((point) =>
      point.y === null && measure === 'ssim'
        ? []
        : [{ point, left: area.x(point.x), top: point.y === null ? area.top - 4 : area.y(point.y) }],
    );
  return (
    <Plot
      className="claim-chart"
      height={208}
      margin={MARGIN}
      sentence={sentence}
      x={{ ...x, between: (from, to) => x.between(from + INSET, to - INSET) }}
      y={{
        ...qualityAxis(measure),
        between: (floor, top) => steppedAxis(Math.min(worst, best - span), best, floor, top + INSET),
        text: (tick) => (measure === 'psnr' ? number(tick, best - worst < 4 ? 1 : 0) : measureText(tick, measure)),
      }}
      legend={
        curves.length > 1
          ? curves.map(({ id, name }, index) => (
              <span key={id} data-nth={index}>
                <CurveKey>
                  <path className="mark" d={SHAPES[index % SHAPES.length]} />
                </CurveKey>
                <span>{name}</span>
              </span>
            ))
          : undefined
      }
    >
      {(area) => (
        <>
          {level ? (
            <>
              <line
                className="level"
                x1={area.left}
                x2={area.right}
                y1={area.y(level.value)}
                y2={area.y(level.value)}
              />
              <text x={area.left + 4} y={area.y(level.value) - 5}>
                {level.name}
              </text>
            </>
          ) : null}
          {place ? (
            <>
              <line className="level" x1={area.x(place.value)} x2={area.x(place.value)} y1={area.top} y2={area.floor} />
              <text
                x={area.x(place.value) + (isRight(place.value, area) ? -5 : 5)}
                y={area.floor - 6}
                textAnchor={isRight(place.value, area) ? 'end' : 'start'}
              >
                {place.name}
              </text>
            </>
          ) : null}
          {curves.map(({ id, points }, index) => {
            const marks = placed(points, area);
            return (
              <g key={id} data-nth={index}>
                <path className="curve" d={linePath(marks)} />
                {marks.map(({ point, left, top }) => (
                  <g key={point.x} transform={`translate(${left.toFixed(1)} ${top.toFixed(1)})`}>
                    <title>{point.label}</title>
                    <path className="mark" d={SHAPES[index % SHAPES.length]} />
                  </g>
                ))}
              </g>
            );
          })}
        </>
      )}
    </Plot>
  );
}

/** Whether a place lies in the right half, so that its name has room on the left alone. */
function isRight(value: number, { x, left, right }: PlotArea): boolean {
  return x(value) > (left + right) / 2;
}
