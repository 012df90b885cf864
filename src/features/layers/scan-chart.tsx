import { HALF_MAX, mostOf, type LayerMeasures } from '../../core/metrics/layer-scan';
import { logAxis, valueAxis, type Axis } from '../../ui/kit/axes';
import { number, percent } from '../../ui/kit/format';
import { CurveKey, linePath, Plot } from '../../ui/kit/plot';
import { amount } from './words';

export type ScanMeasure = 'largest' | 'magnitude' | 'strongest' | 'dead';

export const SCAN_MEASURES: readonly { readonly id: ScanMeasure; readonly text: string; readonly name: string }[] = [
  { id: 'largest', text: 'Largest', name: 'Largest absolute value, log scale' },
  { id: 'magnitude', text: 'Magnitude', name: 'Mean magnitude of channels, log scale' },
  { id: 'strongest', text: 'Strongest', name: 'Share of energy in the strongest channel' },
  { id: 'dead', text: 'Dead', name: 'Share of dead channels' },
];

interface ChartProps {
  readonly measure: ScanMeasure;
  readonly scans: readonly {
    readonly id: 'a' | 'b';
    readonly title: string;
    readonly layers: readonly LayerMeasures[];
  }[];
}

const MARGIN = { left: 54, right: 10, top: 22 };
/** Zeros have no place on a log axis: they stand this many times under the least that is none. */
const UNDER = 2;

/** A log axis with a tick at powers of ten, at most about six of them. */
function decades(low: number, high: number, floor: number, top: number): Axis {
  const { at, ticks } = logAxis(low, high, floor, top);
  const tens = ticks.filter((tick) => Number.isInteger(Number(Math.log10(tick).toFixed(6))));
  const every = Math.ceil(tens.length / 6);
  return { at, ticks: tens.filter((_, index) => index % every === 0) };
}

/** One measure over the depth of the networks, from the first layer to the last, a curve for each scan. */
export function ScanChart({ measure, scans }: ChartProps) {
  const { name = '' } = SCAN_MEASURES.find(({ id }) => id === measure) ?? {};
  const isShare = measure === 'strongest' || measure === 'dead';
  const values = scans.flatMap(({ layers }) => layers.map((layer) => layer[measure]));
  const positive = values.filter((value) => value > 0);
  const [least, most] = [Math.min(...positive, 1), Math.max(...positive, measure === 'largest' ? HALF_MAX : 1e-6)];
  const count = Math.max(...scans.map(({ layers }) => layers.length));
  const parts = scans.map(({ title, layers }) => {
    const top = mostOf(layers, measure);
    return top ? `${title}: most ${amount(top[measure])} in ${top.tensor}` : title;
  });
  return (
    <Plot
      className="scan-chart"
      height={196}
      margin={MARGIN}
      sentence={`${name}, over ${count} layers. ${parts.join('; ')}. The table has all layers.`}
      x={{
        name: 'Layer, in the order of the networks',
        between: (from, to) => valueAxis(1, Math.max(2, count), from, to),
        text: String,
      }}
      y={{
        name,
        between: (floor, top) => (isShare ? valueAxis(0, 1, floor, top) : decades(least / UNDER, most, floor, top)),
        text: (tick) => (isShare ? percent(tick, 0) : tick >= 1000 ? number(tick) : String(tick)),
      }}
      legend={
        <>
          {scans.map(({ id, title }) => (
            <span key={id} data-line={id}>
              <CurveKey />
              <span>{title}</span>
            </span>
          ))}
          {measure === 'largest' ? (
            <span data-line="limit">
              <CurveKey />
              <span>Float16 ends</span>
            </span>
          ) : null}
        </>
      }
    >
      {({ x, y, left, right }) => (
        <>
          {measure === 'largest' ? (
            <g data-line="limit">
              <path className="curve" d={`M${left} ${y(HALF_MAX).toFixed(1)}H${right}`} />
            </g>
          ) : null}
          {scans.map(({ id, layers }) => (
            <g key={id} data-line={id}>
              <path
                className="curve"
                d={linePath(
                  layers.map((layer, at) => ({
                    left: x(at + 1),
                    top: y(isShare ? layer[measure] : Math.max(layer[measure], least / UNDER)),
                  })),
                )}
              />
            </g>
          ))}
        </>
      )}
    </Plot>
  );
}
