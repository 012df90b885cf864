import { useRef } from 'react';
import type { RebuildStep } from '../../core/protocol';
import { decibels, number } from '../../ui/kit/format';
import { useWidth } from '../../ui/kit/use-width';

interface ChartProps {
  readonly steps: readonly RebuildStep[];
  /** The step that is shown, from 1. */
  readonly shown: number;
}

const HEIGHT = 156;
const LEFT = 34;
const RIGHT = 14;
const TOP = 24;
const BOTTOM = 36;

/** PSNR against the number of bands; a step that is identical has no finite PSNR and stands on the top edge. */
export function RebuildChart({ steps, shown }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const finite = steps.flatMap(({ psnr }) => (psnr === null ? [] : [psnr]));
  const low = finite.length > 0 ? 10 * Math.floor(Math.min(...finite) / 10) : 0;
  const high = finite.length > 0 ? Math.max(low + 10, 10 * Math.ceil(Math.max(...finite) / 10)) : 10;
  const floor = HEIGHT - BOTTOM;
  const x = (index: number): number => LEFT + 8 + (index / (steps.length - 1)) * (width - RIGHT - LEFT - 16);
  const y = (psnr: number | null): number =>
    psnr === null ? TOP - 8 : floor + ((psnr - low) / (high - low)) * (TOP + 6 - floor);
  const known = steps.map(({ psnr }, index) => ({ psnr, index })).filter(({ psnr }) => psnr !== null);
  const path = known
    .map(({ psnr, index }, i) => `${i === 0 ? 'M' : 'L'}${x(index).toFixed(1)} ${y(psnr).toFixed(1)}`)
    .join('');
  const sentence = `PSNR by the number of bands: ${steps.map(({ band, psnr }) => `with ${band} ${decibels(psnr)}`).join(', ')}.`;
  return (
    <div ref={frame} className="chart">
      {width > 0 ? (
        <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={sentence}>
          <text x={0} y={10} className="name">
            PSNR, dB
          </text>
          {[low, (low + high) / 2, high].map((tick) => (
            <g key={tick}>
              <line className="grid" x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
              <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
                {number(tick)}
              </text>
            </g>
          ))}
          <line className="axis" x1={LEFT} x2={width - RIGHT} y1={floor} y2={floor} />
          <path className="curve" d={path} />
          {steps.map(({ band, psnr }, index) => (
            <g key={band} className={index + 1 === shown ? 'step shown' : 'step'}>
              <circle cx={x(index)} cy={y(psnr)} r={index + 1 === shown ? 5 : 3} />
              <text x={x(index)} y={floor + 14} textAnchor="middle">
                {band}
              </text>
            </g>
          ))}
          {steps.some(({ identical }) => identical) ? (
            <text x={x(steps.findIndex(({ identical }) => identical)) - 9} y={TOP - 4} textAnchor="end">
              identical
            </text>
          ) : null}
          <text x={(LEFT + width - RIGHT) / 2} y={HEIGHT - 4} textAnchor="middle" className="name">
            Bands added up to this one
          </text>
        </svg>
      ) : null}
    </div>
  );
}
