import { useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import { CODEC_FORMATS, CODEC_NAMES } from '../../core/metrics/codec';
import type { RateResult, RateStep } from './state/rate';
import { Segment } from '../../ui/kit/segment';
import { number } from '../../ui/kit/format';
import { DataTable, type DataRow } from '../../ui/kit/data-table';
import { depthName, isSame, type Choice, type CurvePoint, type RateCurve } from './curves';
import { P } from '../../ui/kit/words';

interface ListProps {
  readonly curves: readonly RateCurve[];
  readonly shown: readonly Choice[];
  readonly onChoose: (choice: Choice) => void;
}

const LISTS = [
  { id: 'latent', text: 'Latent' },
  { id: 'jpeg', text: 'JPEG' },
  { id: 'webp', text: 'WebP' },
] as const;

/** The points of one coder; choosing one shows its picture. */
export function PointList({ curves, shown, onChoose }: ListProps) {
  const [list, setList] = useState<(typeof LISTS)[number]['id']>('latent');
  const pointsOf = (id: RateCurve['id']): readonly CurvePoint[] =>
    curves.find((curve) => curve.id === id)?.points ?? [];
  const points = pointsOf(list);
  // float32 has no codes to estimate: its point has the fixed rate.
  const all =
    list === 'latent'
      ? [...points, ...pointsOf('fixed').filter(({ choice }) => isSame(choice, { kind: 'depth', depth: 32 }))]
      : points;
  return (
    <>
      <Segment label="Points of" options={LISTS} value={list} onChange={setList} />
      {list === 'latent' ? null : (
        <ToggleButton
          className="button small solid"
          isSelected={shown.some((choice) => isSame({ kind: 'codec', format: list, quality: 'equal' }, choice))}
          onChange={() => onChoose({ kind: 'codec', format: list, quality: 'equal' })}
        >
          <span>{`Show the ${CODEC_NAMES[list]} with the bits of the latent`}</span>
        </ToggleButton>
      )}
      {all.length > 0 ? (
        <>
          <div className="ranked-head rate-head" aria-hidden>
            <span>Point</span>
            <span>bits/px</span>
            <span>PSNR, dB</span>
            <span>SSIM</span>
          </div>
          <ol className="ranked">
            {all.map((point) => (
              <li key={point.label}>
                <ToggleButton
                  className="ranked-row rate-point"
                  aria-label={`Show ${point.label}`}
                  isSelected={shown.some((choice) => isSame(point.choice, choice))}
                  onChange={() => onChoose(point.choice)}
                >
                  <span className="mono name">{point.name}</span>
                  <span className="mono">{number(point.rate, 2)}</span>
                  <span className="mono">{point.psnr === null ? 'identical' : number(point.psnr, 2)}</span>
                  <span className="mono dim">{number(point.ssim ?? NaN, 3)}</span>
                </ToggleButton>
              </li>
            ))}
          </ol>
          <P className="dim small">
            {list === 'latent'
              ? 'Choosing one sets the bits of the latent; Undo takes it back.'
              : 'Choosing one shows it as B, beside the reconstruction.'}
          </P>
        </>
      ) : (
        <P className="hint">No points yet.</P>
      )}
    </>
  );
}

const COLUMNS = ['Point', 'Bits/px', 'PSNR, dB', 'SSIM', 'Fixed, bits/px', 'Ends, bits/px', 'File, bytes'];

/** All points of all coders; the rate of a latent is an estimate. */
export function PointTable({ result: { model, steps, codecs } }: { result: RateResult }) {
  const rows: DataRow[] = [
    ...steps.map((step) => ({ head: `Latent ${depthName(step.depth)}`, cells: cellsOfStep(step) })),
    ...CODEC_FORMATS.flatMap((format) =>
      codecs[format].map(({ quality, bitsPerPixel, psnr, ssim, bytes }) => ({
        head: `${CODEC_NAMES[format]} quality ${quality}`,
        cells: [bitsPerPixel, psnr ?? 'identical', ssim ?? '—', '—', '—', bytes],
      })),
    ),
  ];
  return (
    <DataTable
      caption={`Rate, estimated for the latent of ${model}, and distortion against the input`}
      columns={COLUMNS}
      rows={rows}
      format={(value, column) => number(value, [3, 2, 3, 3, 3, 0][column] ?? 3)}
    />
  );
}

function cellsOfStep({ estimated, fixed, side, psnr, ssim }: RateStep): DataRow['cells'] {
  return [estimated ?? '—', psnr ?? 'identical', ssim ?? '—', fixed, side || '—', '—'];
}
