import { useState } from 'react';
import { CODEC_NAMES } from '../../core/metrics/codec';
import { counted } from '../../core/counted';
import type { RateResult } from './state/rate';
import { QUALITY_MEASURES, type QualityMeasure } from '../../ui/kit/quality-measures';
import { Segment } from '../../ui/kit/segment';
import { decibels, number } from '../../ui/kit/format';
import { Counted, StartStop, Trouble } from '../../ui/kit/measuring';
import { useLab } from '../../ui/lab-context';
import { RateChart } from './chart';
import { curvesOf, depthName } from './curves';
import { PointList, PointTable } from './points';
import { Quantiser } from './quantiser';
import { useChoice } from './use-choice';
import { useRate } from './use-rate';
import '../../ui/kit/ranked.css';
import './rate.css';
import { P } from '../../ui/kit/words';

/** Quantises the latent step by step and measures each, beside JPEG and WebP of the same picture. */
export default function RateDistortion({ asTable }: { asTable: boolean }) {
  const { rate, running, result, progress, trouble, stale } = useRate();
  const { of, done, total } = progress;
  const hasPicture = useLab((state) => state.picture !== null);
  return (
    <div className="rate measured">
      <P className="hint">
        How small the latent can be stored, and what that costs: each step keeps fewer bits of every value. Autoencoders
        are not trained for that; JPEG and WebP are made for it.
      </P>
      <Quantiser />
      <StartStop
        running={running}
        start={result ? 'Measure again' : 'Measure all rates'}
        onStart={() => void rate.start()}
        onStop={rate.stop}
        isDisabled={!hasPicture}
      >
        {running ? (
          <Counted
            label="Points that are done"
            {...{ done, total }}
            said={`${of === 'depths' ? 'Bit depths' : CODEC_NAMES[of]}: ${done} of ${total}`}
          />
        ) : null}
      </StartStop>
      <Trouble {...{ trouble, stale }} />
      {result && result.steps.length > 0 ? <Measured result={result} asTable={asTable} running={running} /> : null}
    </div>
  );
}

function Measured({ result, asTable, running }: { result: RateResult; asTable: boolean; running: boolean }) {
  const [measure, setMeasure] = useState<QualityMeasure>('psnr');
  const { shown, choose } = useChoice();
  const curves = curvesOf(result);
  const tooSmall = measure === 'ssim' && result.steps.every(({ ssim }) => ssim === null);
  const writes = useLab((state) => state.session.info?.pixels.writes !== false);
  return (
    <>
      {asTable ? (
        <PointTable result={result} />
      ) : (
        <>
          <Segment label="Distortion" options={QUALITY_MEASURES} value={measure} onChange={setMeasure} />
          {tooSmall ? (
            <P className="hint">SSIM needs sides of 11 pixels.</P>
          ) : (
            <RateChart curves={curves} measure={measure} shown={shown} onChoose={choose} />
          )}
          <PointList curves={curves} shown={shown} onChoose={choose} />
        </>
      )}
      {result.missing.map((format) => (
        <P
          key={format}
          className="dim small"
        >{`This browser ${writes ? 'cannot write' : 'alters pixels when it writes'} ${CODEC_NAMES[format]}, so it has no curve.`}</P>
      ))}
      <P className="dim small">
        {`The rate of the latent is an estimate; no file was made. It is the order-0 entropy of each channel’s codes, which an ideal coder would reach, plus ${number(
          result.steps.at(-1)?.side ?? 0,
          3,
        )} bits/px in all for each channel’s range. JPEG and WebP are files of this browser, headers included.`}
      </P>
      <p className="hidden-visually" role="status">
        {running ? '' : spoken(result)}
      </p>
    </>
  );
}

function spoken({ steps, codecs: { jpeg, webp } }: RateResult): string {
  const last = steps.at(-1);
  if (!last) return '';
  const at = last.estimated === null ? '' : ` at ${number(last.estimated, 2)} bits per pixel, estimated`;
  return `${counted(steps.length, 'bit depth')}, ${counted(jpeg.length, 'JPEG file')} and ${counted(webp.length, 'WebP file')} measured. With ${depthName(last.depth)} PSNR is ${decibels(last.psnr)}${at}.`;
}
