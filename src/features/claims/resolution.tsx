import { useState } from 'react';
import { useStore } from 'zustand';
import { counted } from '../../core/counted';
import { DataTable } from '../../ui/kit/data-table';
import { number, size } from '../../ui/kit/format';
import { Lead } from '../../ui/kit/lead';
import { Measuring } from '../../ui/kit/measuring';
import { QUALITY_MEASURES, type QualityMeasure } from '../../ui/kit/quality-measures';
import { Segment } from '../../ui/kit/segment';
import { useLab, useLabObject } from '../../ui/lab-context';
import { Curves, type Curve } from './curves';
import { resolutionRuns, sidesOf, studyKey, studyModels, type StudyRun } from './state/study-runs';
import {
  measureText,
  RESOLUTION,
  resolutionFindings,
  resolutionsOf,
  scheduleOf,
  studyCaption,
  studyRows,
} from './study';
import { downloadWords, sizesWords } from './words';
import './claims.css';
import { P } from '../../ui/kit/words';

/** The open picture at many sizes through models that were trained at different resolutions. */
export default function Resolution({ asTable }: { asTable: boolean }) {
  const lab = useLabObject();
  const one = resolutionRuns(lab);
  const { running, trouble, runs, total, key } = useStore(one.store);
  const present = useLab((state) => studyKey(state, false));
  const models = useLab((state) => state.models);
  const picture = useLab((state) => state.picture);
  const [measure, setMeasure] = useState<QualityMeasure>('psnr');
  const ofStudy = studyModels(models, 'resolution');
  const sides = sidesOf(picture?.info);
  return (
    <div className="claim measured">
      <Lead href="https://arxiv.org/abs/2405.14477" name="LiteVAE, section 5">
        Third claim: most of what an autoencoder learns can be learned from small pictures. Here models that were
        trained at different resolutions meet your picture at many sizes.
      </Lead>
      {ofStudy.length === 0 ? (
        <P className="hint">This page comes without the models of that study, so only its table is here.</P>
      ) : (
        <>
          <P className="dim small">{`${sizesWords(picture?.info ?? null)} ${downloadWords(ofStudy)}`}</P>
          <Measuring
            start={`${runs.length > 0 ? 'Run again' : 'Run'}: ${counted(ofStudy.length, 'model')} at ${counted(sides.length, 'size')}`}
            {...{ running, trouble, total, unit: 'Runs' }}
            done={runs.length}
            isDisabled={!picture || sides.length === 0}
            stale={runs.length > 0 && key !== present ? 'made with another picture or other settings' : ''}
            onStart={() => void one.start()}
            onStop={one.stop}
          />
        </>
      )}
      <Segment label="Measure" options={QUALITY_MEASURES} value={measure} onChange={setMeasure} />
      {runs.length > 0 ? <Measured runs={runs} measure={measure} asTable={asTable} running={running} /> : null}
      <P className="hint">{resolutionFindings()}</P>
      <StudyTable measure={measure} all={asTable} models={ofStudy.map(({ id }) => id)} />
      <P className="dim small">
        A row names the first resolution in px, the second, and the share of pixels at the first. Small models in short
        runs: what they show need not hold for large ones. Pictures of the study have 256 px, so its 512 px are enlarged
        and smooth.
      </P>
    </div>
  );
}

/** The whole table of the study, or its rows that have a model here. */
function StudyTable({ measure, all, models }: { measure: QualityMeasure; all: boolean; models: readonly string[] }) {
  const { sides, arms } = RESOLUTION;
  const here = models.map(resolutionsOf);
  const shown = arms.filter(
    ({ name }) => all || here.includes(name) || (name === '64-128-0.75' && here.includes('64-128')),
  );
  const study = { ...RESOLUTION, arms: shown.length > 0 ? shown : arms };
  return (
    <DataTable
      caption={studyCaption(study, measure)}
      columns={['Trained at', ...sides.map((side) => `${side} px`)]}
      rows={studyRows(study, measure)}
      format={(value) => measureText(value, measure)}
    />
  );
}

interface MeasuredProps {
  readonly runs: readonly StudyRun[];
  readonly measure: QualityMeasure;
  readonly asTable: boolean;
  readonly running: boolean;
}

function Measured({ runs, measure, asTable, running }: MeasuredProps) {
  const ids = [...new Set(runs.map(({ model }) => model))];
  const curves = ids.map((id): Curve => ({
    id,
    name: scheduleOf(id),
    points: runs
      .filter(({ model }) => model === id)
      .map((run) => ({
        x: Math.min(run.width, run.height),
        y: run[measure],
        label: `${scheduleOf(id)}, at ${size(run.width, run.height)}: ${valueText(run, measure)}`,
      })),
  }));
  const sides = [...new Set(curves.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const sentence = `${measure === 'psnr' ? 'PSNR' : 'SSIM'} of your picture over its shorter side: ${curves
    .map(
      ({ name, points }) =>
        `trained at ${name}: ${points.map(({ x, y }) => `${y === null ? '—' : measureText(y, measure)} at ${x}`).join(', ')}`,
    )
    .join('; ')}.`;
  const low = sides[0] ?? 1;
  const high = Math.max(low + 1, sides.at(-1) ?? 2);
  return (
    <>
      {asTable ? (
        <DataTable
          caption="Your picture at each size"
          columns={['Trained at, px of the picture', 'PSNR, dB', 'SSIM']}
          rows={runs.map(({ model, width, height, psnr, ssim }) => ({
            head: `${scheduleOf(model)}, ${size(width, height)}`,
            cells: [psnr ?? 'identical', ssim ?? '—'],
          }))}
          format={(value, column) => number(value, column === 0 ? 2 : 3)}
        />
      ) : (
        <Curves
          curves={curves}
          measure={measure}
          sentence={sentence}
          x={{
            name: 'Shorter side of your picture, px, log scale',
            between: (from, to) => ({
              at: (side) => from + (Math.log(side / low) / Math.log(high / low)) * (to - from),
              ticks: sides,
            }),
            text: String,
          }}
        />
      )}
      <p className="hidden-visually" role="status">
        {running ? '' : `${counted(runs.length, 'run')} measured.`}
      </p>
    </>
  );
}

function valueText(run: StudyRun, measure: QualityMeasure): string {
  const value = run[measure];
  return value === null ? (measure === 'psnr' ? 'identical' : 'no SSIM') : measureText(value, measure);
}
