import { useState } from 'react';
import { useStore } from 'zustand';
import { counted } from '../../core/counted';
import { valueAxis, steppedAxis } from '../../ui/kit/axes';
import { DataTable } from '../../ui/kit/data-table';
import { number } from '../../ui/kit/format';
import { Measuring } from '../../ui/kit/measuring';
import { Lead } from '../../ui/kit/lead';
import { Plot } from '../../ui/kit/plot';
import { qualityAxis, QUALITY_MEASURES, type QualityMeasure } from '../../ui/kit/quality-measures';
import { Segment } from '../../ui/kit/segment';
import { useLab, useLabObject } from '../../ui/lab-context';
import { NormMapsPart } from './norm-maps';
import { normRuns, studyKey, studyModels, type StudyRun } from './state/study-runs';
import { measureText, normFindings, normName, normOf, NORMS, seedsText, studyCaption, studyRows } from './study';
import { downloadWords, orderWords } from './words';
import './claims.css';
import { P } from '../../ui/kit/words';

/** The open picture through decoders that differ in their norm alone, beside what the study measured. */
export default function Norms({ asTable }: { asTable: boolean }) {
  const one = normRuns(useLabObject());
  const { running, trouble, runs, total, key } = useStore(one.store);
  const present = useLab((state) => studyKey(state, true));
  const models = useLab((state) => state.models);
  const hasPicture = useLab((state) => state.picture !== null);
  const [measure, setMeasure] = useState<QualityMeasure>('psnr');
  const ofStudy = studyModels(models, 'norms');
  return (
    <div className="claim measured">
      <Lead href="https://arxiv.org/abs/2405.14477" name="LiteVAE, section 4.2">
        Second claim: group norm makes features of the decoder unbalanced, and self-modulated convolutions do better.
        Here five decoders have the same encoder, data and steps, and differ in their norm alone.
      </Lead>
      {ofStudy.length === 0 ? (
        <P className="hint">This page comes without the models of that study, so only its table is here.</P>
      ) : (
        <>
          <P className="dim small">
            {`${downloadWords(
              ofStudy,
              models.filter(({ study }) => !study),
            )} The encoder is that of the default model. Edits are left out.`}
          </P>
          <Measuring
            start={`${runs.length > 0 ? 'Run again' : 'Run'}: ${counted(ofStudy.length, 'decoder')}`}
            {...{ running, trouble, total, unit: 'Runs' }}
            done={runs.length}
            isDisabled={!hasPicture}
            stale={runs.length > 0 && key !== present ? 'made with another picture, size or other settings' : ''}
            onStart={() => void one.start()}
            onStop={one.stop}
          />
        </>
      )}
      <Segment label="Measure" options={QUALITY_MEASURES} value={measure} onChange={setMeasure} />
      {asTable ? <Yours runs={runs} /> : <NormChart runs={runs} measure={measure} />}
      <P className="hint" role="status">
        {running || runs.length < 2 ? '' : orderWords(runs, measure)}
      </P>
      <P className="hint">{normFindings()}</P>
      <DataTable
        caption={studyCaption(NORMS, measure)}
        columns={['Norm', ...NORMS.sides.map((side) => `${side} px`)]}
        rows={studyRows(NORMS, measure).map((row) => ({ ...row, head: normName(row.head) }))}
        format={(value) => measureText(value, measure)}
      />
      {ofStudy.length > 0 ? <NormMapsPart asTable={asTable} /> : null}
      <P className="dim small">
        Small decoders in short runs, with no critic: what they show need not hold for large ones.
      </P>
    </div>
  );
}

/** What the runs of the open picture gave. */
function Yours({ runs }: { runs: readonly StudyRun[] }) {
  return (
    <DataTable
      caption="Your picture through each decoder"
      columns={['Norm', 'PSNR, dB', 'SSIM']}
      rows={runs.map(({ model, psnr, ssim }) => ({
        head: normName(normOf(model)),
        cells: [psnr ?? 'identical', ssim ?? '—'],
      }))}
      format={(value, column) => number(value, column === 0 ? 2 : 3)}
    />
  );
}

const MARGIN = { left: 38, right: 12, top: 24 };
/** The side of the study's pictures that stands in the chart. */
const AT = NORMS.sides.indexOf(256);

/** A column for each norm: the study's range over seeds, and the open picture. */
function NormChart({ runs, measure }: { runs: readonly StudyRun[]; measure: QualityMeasure }) {
  const columns = NORMS.arms.map((arm) => ({
    name: arm.name,
    short: arm.name === 'smc' ? 'self-mod.' : arm.name,
    study: arm[measure][AT] ?? [],
    yours: runs.find(({ model }) => normOf(model) === arm.name)?.[measure] ?? null,
  }));
  const values = columns.flatMap(({ study, yours }) => [...study, ...(yours === null ? [] : [yours])]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const said = columns.map(
    ({ name, study, yours }) =>
      `${normName(name)} ${seedsText(study, measure)}${yours === null ? '' : `, yours ${measureText(yours, measure)}`}`,
  );
  return (
    <Plot
      className="claim-chart"
      height={196}
      margin={MARGIN}
      sentence={`${measure === 'psnr' ? 'PSNR in dB' : 'SSIM'} by norm, the study at 256 px and your picture: ${said.join('; ')}.`}
      x={{
        name: 'Norm of the decoder',
        between: (from, to) => {
          const inset = (to - from) / (2 * columns.length);
          return { at: valueAxis(1, columns.length, from + inset, to - inset).at, ticks: columns.map((_, i) => i + 1) };
        },
        text: (nth) => columns[nth - 1]?.short ?? '',
      }}
      y={{
        ...qualityAxis(measure),
        between: (floor, top) => steppedAxis(low, high, floor, top),
      }}
      legend={
        <>
          <span>
            <svg width={12} height={12} viewBox="-6 -6 12 12">
              <circle className="theirs" r={4} />
            </svg>
            <span>study at 256 px, with its range</span>
          </span>
          <span data-nth={0}>
            <svg width={12} height={12} viewBox="-6 -6 12 12">
              <circle className="mark" r={4} />
            </svg>
            <span>your picture</span>
          </span>
        </>
      }
    >
      {({ x, y }) =>
        columns.map(({ name, study: [mean, least, most], yours }, index) => (
          <g key={name} data-nth={0}>
            {mean === undefined || least === undefined || most === undefined ? null : (
              <>
                <line className="range" x1={x(index + 1) - 7} x2={x(index + 1) - 7} y1={y(least)} y2={y(most)} />
                <circle className="theirs" cx={x(index + 1) - 7} cy={y(mean)} r={4} />
              </>
            )}
            {yours === null ? null : <circle className="mark" cx={x(index + 1) + 7} cy={y(yours)} r={4.5} />}
          </g>
        ))
      }
    </Plot>
  );
}
