import type { RebuildStep } from '../../core/protocol';
import { valueAxis } from '../../ui/kit/axes';
import { decibels, number } from '../../ui/kit/format';
import { linePath, Plot } from '../../ui/kit/plot';

interface ChartProps {
  readonly steps: readonly RebuildStep[];
  /** The step that is shown, from 1. */
  readonly shown: number;
  /** PSNR of the model's reconstruction, which stands as a line; null where there is none. */
  readonly model: number | null;
}

const MARGIN = { left: 34, right: 14, top: 24 };

/** PSNR against the number of bands; a step that is identical has no finite PSNR and stands on the top edge. */
export function RebuildChart({ steps, shown, model }: ChartProps) {
  const finite = [...steps.map(({ psnr }) => psnr), model].filter((psnr) => psnr !== null);
  const low = finite.length > 0 ? 10 * Math.floor(Math.min(...finite) / 10) : 0;
  const high = finite.length > 0 ? Math.max(low + 10, 10 * Math.ceil(Math.max(...finite) / 10)) : 10;
  const sentence = `PSNR by the number of bands: ${steps.map(({ band, psnr }) => `with ${band} ${decibels(psnr)}`).join(', ')}.${model === null ? '' : ` The model has ${decibels(model)}.`}`;
  return (
    <Plot
      height={156}
      margin={MARGIN}
      sentence={sentence}
      x={{
        name: 'Bands added up to this one',
        between: (from, to) => ({
          at: valueAxis(1, steps.length, from + 8, to - 8).at,
          ticks: steps.map((_, index) => index + 1),
        }),
        text: (count) => steps[count - 1]?.band ?? '',
        strong: shown,
      }}
      y={{
        name: 'PSNR, dB',
        between: (floor, top) => ({
          at: valueAxis(low, high, floor, top + 6).at,
          ticks: [low, (low + high) / 2, high],
        }),
        text: number,
      }}
    >
      {({ x, y, top, left, right }) => {
        const marks = steps.map(({ band, psnr, identical }, index) => ({
          ...{ band, psnr, identical, isShown: index + 1 === shown },
          left: x(index + 1),
          top: psnr === null ? top - 8 : y(psnr),
        }));
        const first = marks.find(({ identical }) => identical);
        return (
          <>
            {model === null ? null : (
              <>
                <line className="model" x1={left} x2={right} y1={y(model)} y2={y(model)} />
                <text x={right} y={y(model) - 5} textAnchor="end">
                  {`the model, ${decibels(model)}`}
                </text>
              </>
            )}
            <path className="curve" d={linePath(marks.filter(({ psnr }) => psnr !== null))} />
            {marks.map((mark) => (
              <circle
                key={mark.band}
                className={mark.isShown ? 'step shown' : 'step'}
                cx={mark.left}
                cy={mark.top}
                r={mark.isShown ? 5 : 3}
              />
            ))}
            {first ? (
              <text x={first.left - 9} y={top - 4} textAnchor="end">
                identical
              </text>
            ) : null}
          </>
        );
      }}
    </Plot>
  );
}
