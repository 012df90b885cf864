import { useRef, type MouseEvent } from 'react';
import { logAxis, steppedAxis } from '../../ui/kit/axes';
import { decibels, number } from '../../ui/kit/format';
import { useWidth } from '../../ui/kit/use-width';
import { isSame, type Choice, type CurvePoint, type RateCurve } from './curves';

interface ChartProps {
  readonly curves: readonly RateCurve[];
  readonly measure: 'psnr' | 'ssim';
  readonly shown: readonly Choice[];
  /** The list has the same points for the keyboard. */
  readonly onChoose: (choice: Choice) => void;
}

const HEIGHT = 216;
const LEFT = 38;
const RIGHT = 10;
const TOP = 22;
const BOTTOM = 36;
/** How far from a point a click may be, CSS px. */
const REACH = 20;

/** Distortion against rate, one curve a coder. What is identical has no finite PSNR and stands on the top edge. */
export function RateChart({ curves: all, measure, shown, onChoose }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const curves = all.filter(({ points }) => points.length > 0);
  const points = curves.flatMap((curve) => curve.points);
  const values = points.flatMap((point) => point[measure] ?? []);
  const rates = points.map(({ rate }) => rate);
  const floor = HEIGHT - BOTTOM;
  const right = width - RIGHT;
  const x = logAxis(Math.min(...rates), Math.max(...rates), LEFT + 6, right - 6);
  // Less than that is no difference to look at.
  const span = measure === 'psnr' ? 4 : 0.04;
  const [worst, best] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 0];
  const y = steppedAxis(Math.min(worst, best - span), best, floor, TOP + 6);
  const decimals = measure === 'psnr' ? 0 : 2;
  const high = (point: CurvePoint): number | null => {
    const value = point[measure];
    return value !== null ? y.at(value) : measure === 'psnr' ? TOP - 4 : null;
  };
  const place = (point: CurvePoint): { point: CurvePoint; left: number; top: number }[] => {
    const top = high(point);
    return top === null ? [] : [{ point, left: x.at(point.rate), top }];
  };
  const chooseNearest = ({ clientX, clientY, currentTarget }: MouseEvent<SVGElement>): void => {
    const { left, top } = currentTarget.getBoundingClientRect();
    const near = points
      .flatMap(place)
      .map((placed) => ({ ...placed, away: Math.hypot(placed.left - clientX + left, placed.top - clientY + top) }));
    const nearest = near.filter(({ away }) => away < REACH).sort((a, b) => a.away - b.away)[0];
    if (nearest) onChoose(nearest.point.choice);
  };
  return (
    <div ref={frame} className="chart rate-chart">
      {width > 0 ? (
        <svg
          width={width}
          height={HEIGHT}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          role="img"
          aria-label={sentenceOf(curves, measure)}
          onClick={chooseNearest}
        >
          <text x={0} y={10} className="name">
            {measure === 'psnr' ? 'PSNR, dB' : 'SSIM'}
          </text>
          {y.ticks.map((tick) => (
            <g key={tick}>
              <line className="grid" x1={LEFT} x2={right} y1={y.at(tick)} y2={y.at(tick)} />
              <text x={LEFT - 6} y={y.at(tick) + 4} textAnchor="end">
                {number(tick, decimals)}
              </text>
            </g>
          ))}
          {x.ticks.map((tick) => (
            <g key={tick}>
              <line className="tick" x1={x.at(tick)} x2={x.at(tick)} y1={floor} y2={floor + 4} />
              <text x={x.at(tick)} y={floor + 16} textAnchor="middle">
                {String(tick)}
              </text>
            </g>
          ))}
          <line className="axis" x1={LEFT} x2={right} y1={floor} y2={floor} />
          <text x={(LEFT + right) / 2} y={HEIGHT - 4} textAnchor="middle" className="name">
            Bits per pixel, log scale
          </text>
          {curves.map((curve) => {
            const placed = curve.points.flatMap(place);
            return (
              <g key={curve.id} data-curve={curve.id}>
                <path
                  className="curve"
                  d={placed
                    .map(({ left, top }, i) => `${i === 0 ? 'M' : 'L'}${left.toFixed(1)} ${top.toFixed(1)}`)
                    .join('')}
                />
                {placed.map(({ point, left, top }) => (
                  <g
                    key={point.label}
                    className={shown.some((choice) => isSame(point.choice, choice)) ? 'point shown' : 'point'}
                    transform={`translate(${left.toFixed(1)} ${top.toFixed(1)})`}
                  >
                    <title>{point.label}</title>
                    <circle className="ring" r={7} />
                    <Mark curve={curve.id} />
                  </g>
                ))}
              </g>
            );
          })}
        </svg>
      ) : null}
      <p className="chart-key" aria-hidden>
        {curves.map(({ id, name }) => (
          <span key={id} data-curve={id}>
            <svg width={22} height={10} viewBox="-11 -5 22 10">
              <path className="curve" d="M-11 0H11" />
              <Mark curve={id} />
            </svg>
            <span>{name}</span>
          </span>
        ))}
      </p>
    </div>
  );
}

/** Each coder has a shape of its own, so that colours are not the only sign. */
function Mark({ curve }: { curve: RateCurve['id'] }) {
  switch (curve) {
    case 'latent':
      return <circle className="mark" r={3.5} />;
    case 'fixed':
      return <circle className="mark" r={2.5} />;
    case 'jpeg':
      return <path className="mark" d="M-3 -3H3V3H-3Z" />;
    case 'webp':
      return <path className="mark" d="M0 -4L4 3H-4Z" />;
  }
}

function sentenceOf(curves: readonly RateCurve[], measure: 'psnr' | 'ssim'): string {
  const value = (point: CurvePoint): string =>
    measure === 'psnr' ? decibels(point.psnr) : number(point.ssim ?? NaN, 3);
  const parts = curves.map(({ name, points }) => {
    const [first, last] = [points[0], points.at(-1)] as [CurvePoint, CurvePoint];
    const from = `${name} ${value(first)} at ${number(first.rate, 2)}`;
    return points.length > 1 ? `${from} to ${value(last)} at ${number(last.rate, 2)}` : from;
  });
  return `${measure === 'psnr' ? 'PSNR' : 'SSIM'} against bits per pixel: ${parts.join('; ')}.`;
}
