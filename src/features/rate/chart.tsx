import { logAxis, steppedAxis } from '../../ui/kit/axes';
import { decibels, number } from '../../ui/kit/format';
import { CurveKey, linePath, Plot, type PlotArea } from '../../ui/kit/plot';
import { qualityAxis, type QualityMeasure } from '../../ui/kit/quality-measures';
import { isSame, type Choice, type CurvePoint, type RateCurve } from './curves';

interface ChartProps {
  readonly curves: readonly RateCurve[];
  readonly measure: QualityMeasure;
  readonly shown: readonly Choice[];
  /** The list has the same points for the keyboard. */
  readonly onChoose: (choice: Choice) => void;
}

const MARGIN = { left: 38, right: 10, top: 22 };
/** Marks keep this far from the edges of the plot, CSS px. */
const INSET = 6;
/** How far from a point a click may be, CSS px. */
const REACH = 20;

interface Placed {
  readonly point: CurvePoint;
  readonly left: number;
  readonly top: number;
}

/** Distortion against rate, one curve a coder. What is identical has no finite PSNR and stands on the top edge. */
export function RateChart({ curves: all, measure, shown, onChoose }: ChartProps) {
  const curves = all.filter(({ points }) => points.length > 0);
  const points = curves.flatMap((curve) => curve.points);
  const values = points.flatMap((point) => point[measure] ?? []);
  const rates = points.map(({ rate }) => rate);
  // Less than that is no difference to look at.
  const span = measure === 'psnr' ? 4 : 0.04;
  const [worst, best] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 0];
  const place = (point: CurvePoint, { x, y, top }: PlotArea): Placed[] => {
    const value = point[measure];
    if (value === null && measure === 'ssim') return [];
    return [{ point, left: x(point.rate), top: value === null ? top - 4 : y(value) }];
  };
  const chooseNearest = (left: number, top: number, area: PlotArea): void => {
    const near = points
      .flatMap((point) => place(point, area))
      .map((each) => ({ ...each, away: Math.hypot(each.left - left, each.top - top) }));
    const nearest = near.filter(({ away }) => away < REACH).sort((a, b) => a.away - b.away)[0];
    if (nearest) onChoose(nearest.point.choice);
  };
  return (
    <Plot
      className="rate-chart"
      height={216}
      margin={MARGIN}
      sentence={sentenceOf(curves, measure)}
      x={{
        name: 'Bits per pixel, log scale',
        between: (from, to) => logAxis(Math.min(...rates), Math.max(...rates), from + INSET, to - INSET),
        text: String,
      }}
      y={{
        ...qualityAxis(measure),
        between: (from, to) => steppedAxis(Math.min(worst, best - span), best, from, to + INSET),
      }}
      legend={curves.map(({ id, name }) => (
        <span key={id} data-curve={id}>
          <CurveKey>
            <Mark curve={id} />
          </CurveKey>
          <span>{name}</span>
        </span>
      ))}
      onPress={chooseNearest}
    >
      {(area) =>
        curves.map(({ id, points: own }) => {
          const placed = own.flatMap((point) => place(point, area));
          return (
            <g key={id} data-curve={id}>
              <path className="curve" d={linePath(placed)} />
              {placed.map(({ point, left, top }) => (
                <g
                  key={point.label}
                  className={shown.some((choice) => isSame(point.choice, choice)) ? 'point shown' : 'point'}
                  transform={`translate(${left.toFixed(1)} ${top.toFixed(1)})`}
                >
                  <title>{point.label}</title>
                  <circle className="ring" r={7} />
                  <Mark curve={id} />
                </g>
              ))}
            </g>
          );
        })
      }
    </Plot>
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

function sentenceOf(curves: readonly RateCurve[], measure: QualityMeasure): string {
  const value = (point: CurvePoint): string =>
    measure === 'psnr' ? decibels(point.psnr) : number(point.ssim ?? NaN, 3);
  const parts = curves.map(({ name, points }) => {
    const [first, last] = [points[0], points.at(-1)] as [CurvePoint, CurvePoint];
    const from = `${name} ${value(first)} at ${number(first.rate, 2)}`;
    return points.length > 1 ? `${from} to ${value(last)} at ${number(last.rate, 2)}` : from;
  });
  return `${measure === 'psnr' ? 'PSNR' : 'SSIM'} against bits per pixel: ${parts.join('; ')}.`;
}
