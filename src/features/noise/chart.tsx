import type { NoiseSchedule } from '../../core/settings/latent-settings';
import { steppedAxis } from '../../ui/kit/axes';
import { number } from '../../ui/kit/format';
import { CurveKey, linePath, Plot, type PlotArea } from '../../ui/kit/plot';
import { qualityAxis, type QualityMeasure } from '../../ui/kit/quality-measures';
import { AMOUNTS, type NoisePair, type NoisePoint } from './state/noise';
import { amountText, AXIS_NAMES, measureText, sentenceOf } from './words';

interface ChartProps {
  readonly schedule: NoiseSchedule;
  readonly pair: NoisePair;
  readonly measure: QualityMeasure;
  /** The point of the shown result, where it has noise of this schedule. */
  readonly present: NoisePoint | null;
  /** The slider above chooses for the keyboard. */
  readonly onChoose: (amount: number) => void;
}

const MARGIN = { left: 38, right: 10, top: 22 };
/** What is identical has no finite PSNR and stands this far over the top edge, CSS px. */
const ABOVE = 4;

/** Quality against noise: the newest series, and that of another model. */
export function NoiseChart({ schedule, pair: { now, other }, measure, present, onChoose }: ChartProps) {
  const lines = [{ id: 'a', series: now } as const, ...(other ? [{ id: 'b', series: other } as const] : [])];
  const values = [...lines.flatMap(({ series }) => series.points), ...(present ? [present] : [])].flatMap(
    (point) => point[measure] ?? [],
  );
  const [worst, best] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1];
  const most = AMOUNTS[schedule].at(-1) as number;
  const place = (point: NoisePoint, { x, y, top }: PlotArea) => {
    const value = point[measure];
    return { left: x(Math.min(point.amount, most)), top: value === null ? top - ABOVE : y(value) };
  };
  const choose = (left: number, _top: number, { x }: PlotArea): void => {
    const nearest = AMOUNTS[schedule].reduce((near, each) =>
      Math.abs(x(each) - left) < Math.abs(x(near) - left) ? each : near,
    );
    onChoose(nearest);
  };
  return (
    <Plot
      className="noise-chart"
      height={196}
      margin={MARGIN}
      sentence={sentenceOf(schedule, { now, other }, measure)}
      x={{
        name: AXIS_NAMES[schedule],
        between: (from, to) => steppedAxis(0, most, from, to),
        text: (tick) => number(tick, 1),
      }}
      y={{
        ...qualityAxis(measure),
        between: (floor, top) => steppedAxis(worst, best, floor, top),
      }}
      legend={lines.map(({ id, series }) => (
        <span key={id} data-line={id}>
          <CurveKey />
          <span>{`${id === 'a' ? '' : 'B: '}${series.title}`}</span>
        </span>
      ))}
      onPress={choose}
    >
      {(area) => (
        <>
          {lines.map(({ id, series }) => (
            <g key={id} data-line={id}>
              <path className="curve" d={linePath(series.points.map((point) => place(point, area)))} />
              {series.points.map((point) => {
                const { left, top } = place(point, area);
                return (
                  <circle key={point.amount} className="mark" cx={left} cy={top} r={3}>
                    <title>{`${series.title}, ${amountText(schedule, point.amount)}: ${measureText(point, measure)}`}</title>
                  </circle>
                );
              })}
            </g>
          ))}
          {present ? (
            <circle className="present" cx={place(present, area).left} cy={place(present, area).top} r={7}>
              <title>{`Shown: ${amountText(schedule, present.amount)}, ${measureText(present, measure)}`}</title>
            </circle>
          ) : null}
        </>
      )}
    </Plot>
  );
}
