import { useState } from 'react';
import { useStore } from 'zustand';
import { counted } from '../../core/counted';
import { liveJob } from '../../state/selectors';
import { steppedAxis, valueAxis } from '../../ui/kit/axes';
import { DataTable } from '../../ui/kit/data-table';
import { number } from '../../ui/kit/format';
import { Measuring } from '../../ui/kit/measuring';
import { CurveKey, linePath, Plot } from '../../ui/kit/plot';
import { Segment } from '../../ui/kit/segment';
import { useLab, useLabObject } from '../../ui/lab-context';
import { BLOCKS, normLayers, spreadOf, type NormMaps } from './state/norm-layers';
import { studyModels } from './state/study-runs';
import { normName, normOf, NORMS } from './study';
import { spreadWords } from './words';
import { P } from '../../ui/kit/words';

const OPTIONS = BLOCKS.map((_, index) => ({ id: `${index}`, text: `${index + 1}` }));

/** The same block under each norm: how large each of its channels is, for the shown latent. */
export function NormMapsPart({ asTable }: { asTable: boolean }) {
  const one = normLayers(useLabObject());
  const { running, trouble, maps, total, job } = useStore(one.store);
  const present = useLab(liveJob);
  const count = useLab(({ models }) => studyModels(models, 'norms').length);
  const [block, setBlock] = useState(BLOCKS.length - 1);
  return (
    <>
      <h4>Feature maps</h4>
      <P className="hint">
        Balanced features are channels of like magnitude. This decodes the shown latent and measures what each of the
        six residual blocks writes; the paper’s figure 3 shows the last ones.
      </P>
      <Measuring
        start={`${maps.length > 0 ? 'Measure again' : 'Measure the feature maps'}: ${counted(count, 'decoder')}`}
        {...{ running, trouble, total, unit: 'Decoders' }}
        done={maps.length}
        isDisabled={present === null || count === 0}
        stale={maps.length > 0 && job !== present ? 'made of another result' : ''}
        onStart={() => void one.start()}
        onStop={one.stop}
      />
      {maps.length > 0 ? (
        <>
          <Segment
            label="Residual block, from the latent to the head"
            options={OPTIONS}
            value={`${block}`}
            onChange={(id) => setBlock(Number(id))}
          />
          {asTable ? <Magnitudes maps={maps} block={block} /> : <MagnitudeChart maps={maps} block={block} />}
          <Spreads maps={maps} block={block} />
          <P className="hint" role="status">
            {running ? '' : spreadWords(maps, block)}
          </P>
        </>
      ) : null}
      <P className="hint">
        In the study, group and instance norm have one block where the brightest place stands out up to five times.
        Those are not the droplets of the paper’s figure 3, whose decoder is a hundred times as large and was trained
        with a critic.
      </P>
    </>
  );
}

/** Magnitudes over their mean, so that norms can be compared. */
function relative(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value / mean);
}

const curvesOf = (maps: readonly NormMaps[], block: number) =>
  maps.map(({ model, blocks }) => ({ name: normName(normOf(model)), values: relative(blocks[block] ?? []) }));

interface BlockProps {
  readonly maps: readonly NormMaps[];
  readonly block: number;
}

function MagnitudeChart({ maps, block }: BlockProps) {
  const curves = curvesOf(maps, block);
  const most = Math.max(...curves.flatMap(({ values }) => values));
  const channels = Math.max(2, ...curves.map(({ values }) => values.length));
  const said = curves.map(
    ({ name, values }) => `${name} ${number(values[0] ?? NaN, 2)} to ${number(values.at(-1) ?? NaN, 2)}`,
  );
  return (
    <Plot
      className="claim-chart"
      height={196}
      margin={{ left: 38, right: 12, top: 24 }}
      sentence={`Magnitude of channels of block ${block + 1} over their mean, largest to smallest: ${said.join('; ')}.`}
      x={{
        name: 'Channels, largest first',
        between: (from, to) => ({
          ...valueAxis(1, channels, from, to),
          ticks: [1, Math.round(channels / 2), channels],
        }),
        text: String,
      }}
      y={{
        name: 'Root mean square over the mean of all channels',
        between: (floor, top) => steppedAxis(0, most, floor, top),
        text: (tick) => number(tick, 1),
      }}
      legend={curves.map(({ name }, index) => (
        <span key={name} data-nth={index}>
          <CurveKey />
          <span>{name}</span>
        </span>
      ))}
    >
      {({ x, y }) =>
        curves.map(({ name, values }, index) => (
          <g key={name} data-nth={index}>
            <path className="curve" d={linePath(values.map((value, at) => ({ left: x(at + 1), top: y(value) })))} />
          </g>
        ))
      }
    </Plot>
  );
}

function Magnitudes({ maps, block }: BlockProps) {
  const curves = curvesOf(maps, block);
  const [first] = curves;
  return (
    <DataTable
      caption={`Channels of block ${block + 1}, each norm’s largest first: root mean square over the mean of all channels`}
      columns={['Rank', ...curves.map(({ name }) => name)]}
      rows={(first?.values ?? []).map((_, rank) => ({
        head: `${rank + 1}`,
        cells: curves.map(({ values }) => values[rank] ?? NaN),
      }))}
      format={(value) => number(value, 3)}
    />
  );
}

/** How unlike the channels are, beside the study's mean over its pictures. */
function Spreads({ maps, block }: BlockProps) {
  return (
    <DataTable
      caption={`How unlike the channels of block ${block + 1} are: standard deviation of their magnitudes over the mean`}
      columns={['Norm', 'Your picture', 'The study']}
      rows={maps.map(({ model, blocks }) => ({
        head: normName(normOf(model)),
        cells: [
          spreadOf(blocks[block] ?? []),
          NORMS.arms.find(({ name }) => name === normOf(model))?.spread[block]?.[0] ?? 'not measured',
        ],
      }))}
      format={(value) => number(value, 2)}
    />
  );
}
