import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useStore } from 'zustand';
import { counted } from '../../core/counted';
import { geometryOfRun } from '../../core/math/geometry';
import { placeBits } from '../../core/math/largest';
import type { RunSummary } from '../../core/protocol';
import { logAxis } from '../../ui/kit/axes';
import { DataTable } from '../../ui/kit/data-table';
import { decibels, milliseconds, number, percent } from '../../ui/kit/format';
import { Lead } from '../../ui/kit/lead';
import { Measuring } from '../../ui/kit/measuring';
import { Picture } from '../../ui/kit/picture';
import { Range } from '../../ui/kit/range';
import { useResult } from '../../ui/kit/use-result';
import { useLab, useLabObject } from '../../ui/lab-context';
import { useView } from '../../ui/viewer/use-view';
import { BandBars } from './band-bars';
import { Curves } from './curves';
import { largestKey, largestOf, type Found } from './state/largest';
import { largestWords } from './words';
import './claims.css';
import { P } from '../../ui/kit/words';

/** How few Haar coefficients hold the picture: shares of the bands, and the picture of its largest coefficients alone. */
export default function Coefficients({ asTable }: { asTable: boolean }) {
  const one = largestOf(useLabObject());
  const { found, done, total, msEach, running, trouble } = useStore(one.store);
  const key = useLab(largestKey);
  const summary = useResult();
  const [exponent, setExponent] = useState<number | null>(null);
  if (!summary) return <P className="hint">The first run of this picture brings these numbers.</P>;
  const all = totalOf(summary);
  const share = exponent ?? Math.log2(summary.compression.latentValues / all);
  return (
    <div className="claim measured">
      <Lead href="https://arxiv.org/abs/2405.14477" name="LiteVAE, section 4.1">
        First claim: wavelets do a part of the encoder’s work, so that a small encoder is enough. A few large numbers
        hold most of a picture; what is left over is fine detail, and there the error sits.
      </Lead>
      <BandBars summary={summary} asTable={asTable} />
      <Measuring
        start={found ? 'Count again' : 'Count the coefficients'}
        {...{ running, trouble, done, total, unit: 'Pictures' }}
        isDisabled={key === '' || summary.psnr === null}
        stale={found && found.key !== key ? 'counted for another picture or another result' : ''}
        onStart={() => void one.start()}
        onStop={one.stop}
      />
      <P className="dim small">
        {msEach === null
          ? 'Keeps the largest coefficients, sets the others to zero and measures the picture of those, up to 18 times. The CPU does it.'
          : `${counted(done, 'picture')} made and measured on the CPU, ${milliseconds(msEach)} each.`}
      </P>
      {found && found.points.length > 0 ? <Measured found={found} asTable={asTable} running={running} /> : null}
      <Kept
        share={share}
        all={all}
        onChange={setExponent}
        equal={found?.key === key ? (found.equal?.count ?? null) : null}
      />
    </div>
  );
}

/** All coefficients: as many as the padded picture has values. */
function totalOf(summary: RunSummary): number {
  const { paddedWidth, paddedHeight } = geometryOfRun(summary);
  return 3 * paddedWidth * paddedHeight;
}

function Measured({ found, asTable, running }: { found: Found; asTable: boolean; running: boolean }) {
  const { points, target, latentValues, pixels, equal } = found;
  const words = largestWords(found);
  return (
    <>
      {asTable ? (
        <DataTable
          caption="The picture of its largest coefficients alone; bits are for each pixel"
          columns={['Coefficients', 'Share', 'Per latent value', 'PSNR, dB', 'Bits as float32', 'Bits for places']}
          rows={points.map(({ count, total, psnr }) => ({
            head: number(count),
            selected: count === equal?.count,
            cells: [
              count / total,
              count / latentValues,
              psnr ?? 'identical',
              (32 * count) / pixels,
              placeBits(count, total) / pixels,
            ],
          }))}
          format={(value, column) => (column === 0 ? percent(value, 2) : number(value, 2))}
        />
      ) : (
        <Curves
          curves={[
            {
              id: 'largest',
              name: 'Largest coefficients',
              points: points.map(({ count, psnr }) => ({
                x: count,
                y: psnr,
                label: `${counted(count, 'coefficient')}: ${decibels(psnr)}`,
              })),
            },
          ]}
          measure="psnr"
          sentence={`PSNR by the number of coefficients: ${points.map(({ count, psnr }) => `${decibels(psnr)} with ${number(count)}`).join(', ')}.`}
          x={{
            name: 'Largest coefficients that are kept, log scale',
            between: (from, to) => {
              const axis = logAxis(points[0]?.count ?? 1, points.at(-1)?.count ?? 2, from, to);
              return { ...axis, ticks: axis.ticks.filter((tick) => /^1/.test(String(tick)) || axis.ticks.length < 7) };
            },
            text: (tick) => number(tick),
          }}
          level={{ value: target, name: `the model, ${decibels(target)}` }}
          place={{ value: latentValues, name: 'size of the latent' }}
        />
      )}
      <P className="hint" role="status">
        {running ? '' : words}
      </P>
    </>
  );
}

interface KeptProps {
  /** Log2 of the share of coefficients that is kept. */
  readonly share: number;
  readonly all: number;
  readonly onChange: (share: number) => void;
  /** How many are as near as the model; null where that is not known. */
  readonly equal: number | null;
}

/** From one coefficient in 4096 to all. */
const LEAST = -12;
/** Slides on for so long before the picture is made, ms. */
const WAIT_MS = 150;

/** The picture of a number of coefficients that one chooses. */
function Kept({ share, all, onChange, equal }: KeptProps) {
  const count = Math.max(1, Math.round(all * 2 ** share));
  const [asked, setAsked] = useState(count);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(count), WAIT_MS);
    return () => clearTimeout(timer);
  }, [count]);
  const shown = useView({ kind: 'largest', count: asked });
  const label = shown?.view.legends[0]?.label ?? '';
  const isNew = shown?.request.kind === 'largest' && shown.request.count === count;
  return (
    <>
      <Range
        label="Kept"
        value={share}
        min={LEAST}
        max={0}
        step={0.05}
        neutral={LEAST}
        onChange={onChange}
        format={() => `${number(count)}, ${percent(count / all, count / all < 0.01 ? 2 : 1)}`}
      />
      <div className="claim-picture">
        <Picture shown={shown} alt={`The picture of its largest coefficients alone: ${label}`} />
      </div>
      <div className="row between">
        <P className="mono small" aria-live="polite">
          {isNew ? label : 'Making the picture…'}
        </P>
        {equal === null ? null : (
          <Button className="button small solid" onPress={() => onChange(Math.log2(equal / all))}>
            <span>As near as the model</span>
          </Button>
        )}
      </div>
    </>
  );
}
