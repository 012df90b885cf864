import { totalOf } from '../../core/metrics/histogram';
import { percent } from '../../ui/kit/format';
import { linearShareAxis, logShareAxis, valueAxis } from '../../ui/kit/axes';
import { Plot, type PlotArea } from '../../ui/kit/plot';
import type { Curve } from './use-curves';

/** A distribution to compare with: its shares in the same bins. */
export interface Reference {
  readonly name: string;
  readonly shares: readonly number[];
}

interface ChartProps {
  readonly curves: readonly [Curve, ...Curve[]];
  readonly reference: Reference | undefined;
  readonly scale: 'log' | 'linear';
  readonly format: (value: number) => string;
  /** What is counted, with its unit: stands under the value axis. */
  readonly title: string;
  /** The whole picture in a sentence. */
  readonly sentence: string;
}

const MARGIN = { left: 50, right: 8, top: 20 };

/** Shares of values in bins as steps, one curve a channel, with both axes named. */
export function HistogramChart({ curves, reference, scale, format, title, sentence }: ChartProps) {
  const { low, high } = curves[0].histogram;
  const all = curves.map(({ name, histogram }) => {
    const total = totalOf(histogram);
    return { name, total, shares: Array.from(histogram.counts, (count) => count / Math.max(1, total)) };
  });
  const largest = Math.max(...all.flatMap(({ shares }) => shares), ...(reference?.shares ?? []));
  const most = Math.max(...all.map(({ total }) => total));
  return (
    <Plot
      height={156}
      margin={MARGIN}
      sentence={sentence}
      x={{ name: title, between: (from, to) => valueAxis(low, high, from, to), text: format }}
      y={{
        name: `Share of values in a bin${scale === 'log' ? ', log scale' : ''}`,
        between: (floor, top) =>
          scale === 'log' ? logShareAxis(largest, most, floor, top) : linearShareAxis(largest, floor, top),
        text: shareText,
      }}
      legend={
        <>
          {all.length > 1
            ? all.map(({ name }) => (
                <span key={name} data-channel={name}>
                  <i />
                  <span>{name}</span>
                </span>
              ))
            : null}
          {reference ? (
            <span className="reference">
              <i />
              <span>{reference.name}</span>
            </span>
          ) : null}
        </>
      }
    >
      {(area) => (
        <>
          {reference ? <path className="curve reference" d={steps(reference.shares, area)} /> : null}
          {all.map(({ name, shares }) => (
            <path key={name} className="curve" data-channel={name} d={steps(shares, area)} />
          ))}
        </>
      )}
    </Plot>
  );
}

/** A path of horizontal steps, one a bin. */
function steps(shares: readonly number[], { left, right, y }: PlotArea): string {
  const bin = (right - left) / shares.length;
  const end = (index: number): string => (left + index * bin).toFixed(1);
  return shares
    .map((share, index) => `${index === 0 ? 'M' : 'L'}${end(index)} ${y(share).toFixed(1)}H${end(index + 1)}`)
    .join('');
}

/** Writes a share with as few decimals as it needs: 10 %, 0.1 %, 2.5 %. */
function shareText(share: number): string {
  const hundredths = share * 100;
  const decimals =
    [0, 1, 2, 3, 4].find((count) => Math.abs(hundredths - Number(hundredths.toFixed(count))) < 1e-9) ?? 5;
  return percent(share, decimals);
}
