import { useRef } from 'react';
import { totalOf } from '../../core/metrics/histogram';
import { percent } from '../../ui/kit/format';
import { linearShareAxis, logShareAxis, valueAxis } from '../../ui/kit/axes';
import { useWidth } from '../../ui/kit/use-width';
import type { Curve } from './use-curves';

/** A distribution to compare with: its shares in the same bins. */
export interface Reference {
  readonly name: string;
  readonly shares: readonly number[];
}

interface ChartProps {
  readonly curves: readonly Curve[];
  readonly reference: Reference | undefined;
  readonly scale: 'log' | 'linear';
  readonly format: (value: number) => string;
  /** What is counted, with its unit: stands under the value axis. */
  readonly title: string;
  /** The whole picture in a sentence. */
  readonly sentence: string;
}

const HEIGHT = 156;
const LEFT = 50;
const RIGHT = 8;
const TOP = 20;
const BOTTOM = 36;

/** Shares of values in bins as steps, one curve a channel, with both axes named. */
export function HistogramChart({ curves, reference, scale, format, title, sentence }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const floor = HEIGHT - BOTTOM;
  const all = curves.map(({ name, histogram }) => {
    const total = totalOf(histogram);
    return { name, total, shares: Array.from(histogram.counts, (count) => count / Math.max(1, total)) };
  });
  const [first] = curves;
  const largest = Math.max(...all.flatMap(({ shares }) => shares), ...(reference?.shares ?? []));
  const most = Math.max(...all.map(({ total }) => total));
  const y = scale === 'log' ? logShareAxis(largest, most, floor, TOP) : linearShareAxis(largest, floor, TOP);
  const x = first ? valueAxis(first.histogram.low, first.histogram.high, LEFT, width - RIGHT) : null;
  return (
    <div ref={frame} className="chart">
      {x && width > 0 ? (
        <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={sentence}>
          <text x={0} y={10} className="name">{`Share of values in a bin${scale === 'log' ? ', log scale' : ''}`}</text>
          {y.ticks.map((tick) => (
            <g key={tick}>
              <line className="grid" x1={LEFT} x2={width - RIGHT} y1={y.at(tick)} y2={y.at(tick)} />
              <text x={LEFT - 6} y={y.at(tick) + 4} textAnchor="end">
                {shareText(tick)}
              </text>
            </g>
          ))}
          {x.ticks.map((tick, index) => (
            <g key={tick}>
              <line className="tick" x1={x.at(tick)} x2={x.at(tick)} y1={tick === 0 ? TOP : floor} y2={floor + 4} />
              <text
                x={x.at(tick)}
                y={floor + 16}
                textAnchor={index === 0 ? 'start' : index === x.ticks.length - 1 ? 'end' : 'middle'}
              >
                {format(tick)}
              </text>
            </g>
          ))}
          <line className="axis" x1={LEFT} x2={width - RIGHT} y1={floor} y2={floor} />
          <text x={(LEFT + width - RIGHT) / 2} y={HEIGHT - 4} textAnchor="middle" className="name">
            {title}
          </text>
          {reference ? <path className="curve reference" d={steps(reference.shares, width, y.at)} /> : null}
          {all.map(({ name, shares }) => (
            <path key={name} className="curve" data-channel={name} d={steps(shares, width, y.at)} />
          ))}
        </svg>
      ) : null}
      <p className="chart-key" aria-hidden>
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
      </p>
    </div>
  );
}

/** A path of horizontal steps, one a bin. */
function steps(shares: readonly number[], width: number, at: (share: number) => number): string {
  const bin = (width - RIGHT - LEFT) / shares.length;
  return shares
    .map(
      (share, index) =>
        `${index === 0 ? 'M' : 'L'}${(LEFT + index * bin).toFixed(1)} ${at(share).toFixed(1)}H${(LEFT + (index + 1) * bin).toFixed(1)}`,
    )
    .join('');
}

/** Writes a share with as few decimals as it needs: 10 %, 0.1 %, 2.5 %. */
function shareText(share: number): string {
  const hundredths = share * 100;
  const decimals =
    [0, 1, 2, 3, 4].find((count) => Math.abs(hundredths - Number(hundredths.toFixed(count))) < 1e-9) ?? 5;
  return percent(share, decimals);
}
