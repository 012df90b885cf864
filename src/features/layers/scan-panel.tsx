import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useStore } from 'zustand';
import { counted } from '../../core/counted';
import { halfState, isUneven, medianSpread, mostOf } from '../../core/metrics/layer-scan';
import { isPlaying } from '../../state/playing';
import { liveJob } from '../../state/selectors';
import { number, percent } from '../../ui/kit/format';
import { DataTable, type DataRow } from '../../ui/kit/data-table';
import { Lead } from '../../ui/kit/lead';
import { Measuring } from '../../ui/kit/measuring';
import { Missing } from '../../ui/kit/missing';
import { Segment } from '../../ui/kit/segment';
import { P } from '../../ui/kit/words';
import { useResult } from '../../ui/kit/use-result';
import { useLab, useLabObject } from '../../ui/lab-context';
import { SCAN_MEASURES, ScanChart, type ScanMeasure } from './scan-chart';
import { keyOf, scanOf, type Scan, type ScannedLayer } from './state/scan';
import { showLayer } from './state/show-layer';
import { amount, balanceSentence, faultSentence, layerName, overflowSentence, shapeText } from './words';
import './layers.css';

/** Measures all layers, says where float16 would overflow and whether magnitudes are balanced, and shows both over depth. */
export default function ScanPanel({ asTable }: { asTable: boolean }) {
  const one = scanOf(useLabObject());
  const { scan, before, running, trouble } = useStore(one.store);
  const summary = useResult();
  const isLive = useLab((state) => liveJob(state) !== null);
  const waits = useLab(isPlaying);
  const key = useLab(keyOf);
  const [measure, setMeasure] = useState<ScanMeasure>('largest');
  return (
    <div className="layers measured">
      <Lead href="https://arxiv.org/abs/2405.14477" name="Sadat et al. 2024, section 4.3">
        Runs both networks once more and measures what every layer holds: how strong its channels are, and how evenly.
        The magnitude of a channel is the root mean square of its values.
      </Lead>
      <Measuring
        start={scan ? 'Scan again' : 'Scan all layers'}
        {...{ running, trouble }}
        done={scan?.done ?? 0}
        total={scan?.total ?? 0}
        unit="Layers"
        outlook={waits ? 'Pause to scan a frame.' : ''}
        isDisabled={!isLive || waits}
        stale={
          scan && !running && scan.key !== key ? `scanned with other settings or another picture (${scan.title})` : ''
        }
        onStart={() => void one.start()}
        onStop={one.stop}
      />
      {summary ? null : <Missing />}
      {scan && scan.layers.length > 0 ? (
        <Result
          scan={scan}
          before={before}
          running={running}
          measure={measure}
          onMeasure={setMeasure}
          asTable={asTable}
        />
      ) : null}
      {scan?.left.map((why) => (
        <P key={why} className="hint">
          {why}
        </P>
      ))}
    </div>
  );
}

interface ResultProps {
  readonly scan: Scan;
  readonly before: Scan | null;
  readonly running: boolean;
  readonly measure: ScanMeasure;
  readonly onMeasure: (measure: ScanMeasure) => void;
  readonly asTable: boolean;
}

function Result({ scan, before, running, measure, onMeasure, asTable }: ResultProps) {
  if (asTable) return <AllLayers scan={scan} before={before} />;
  const scans = [
    { id: 'a', title: scan.title, layers: scan.layers },
    ...(before ? [{ id: 'b', title: `B: ${before.title}`, layers: before.layers } as const] : []),
  ] as const;
  const said = [overflowSentence(scan.layers), balanceSentence(scan.layers), faultSentence(scan.layers)].filter(
    Boolean,
  );
  return (
    <>
      <div className="verdicts">
        {said.map((sentence) => (
          <P key={sentence}>{sentence}</P>
        ))}
        {scan.done < scan.total ? <P className="hint">{`So far: ${scan.done} of ${scan.total} layers.`}</P> : null}
      </div>
      <p className="hidden-visually" role="status">
        {running ? '' : said.join(' ')}
      </p>
      <Segment label="Measure" options={SCAN_MEASURES} value={measure} onChange={onMeasure} />
      <ScanChart measure={measure} scans={scans} />
      {before ? <SideBySide scan={scan} before={before} /> : null}
      <Notable scan={scan} />
      <P className="dim small">
        {`Computed in float32. The table has ${counted(scan.layers.length, 'layer')}; it can be sorted and saved.${
          before ? '' : ' Scan another model or other settings to see both side by side.'
        }`}
      </P>
    </>
  );
}

/** Layers with the largest values: a click shows one in the viewer. */
function Notable({ scan }: { scan: Scan }) {
  const lab = useLabObject();
  const top = [...scan.layers].sort((a, b) => b.largest - a.largest).slice(0, 5);
  return (
    <table className="numbers">
      <caption className="caption">Layers with the largest values</caption>
      <thead>
        <tr>
          {['Layer', 'Largest', 'Strongest', 'Float16'].map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {top.map((layer) => (
          <tr key={`${layer.part} ${layer.tensor}`}>
            <th scope="row">
              <Button className="button small layer-name" onPress={() => showLayer(lab, layer)}>
                <span>{layerName(layer)}</span>
              </Button>
            </th>
            <td translate="no">{amount(layer.largest)}</td>
            <td translate="no">{percent(layer.strongest, 0)}</td>
            <td className={halfState(layer) === 'fits' ? '' : 'bad'}>{HALF_WORDS[halfState(layer)]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const HALF_WORDS = { over: 'overflows', near: 'near', fits: 'fits' } as const;

function SideBySide({ scan, before }: { scan: Scan; before: Scan }) {
  const rows: readonly (readonly [string, (layers: readonly ScannedLayer[]) => string])[] = [
    ['Layers', (layers) => number(layers.length)],
    ['Largest value', (layers) => amount(mostOf(layers, 'largest')?.largest ?? NaN)],
    ['Layers over float16', (layers) => number(layers.filter((layer) => halfState(layer) === 'over').length)],
    ['Median spread of magnitudes', (layers) => percent(medianSpread(layers), 0)],
    ['Layers with one ruling channel', (layers) => number(layers.filter(isUneven).length)],
    ['Layers with dead channels', (layers) => number(layers.filter(({ dead }) => dead > 0).length)],
  ];
  return (
    <table className="numbers">
      <caption className="caption">{`A: ${scan.title}. B: ${before.title}.`}</caption>
      <thead>
        <tr>
          {['', 'A', 'B'].map((column) => (
            <th key={column} scope="col">
              {column || <span className="hidden-visually">Measure</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, of]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td translate="no">{of(scan.layers)}</td>
            <td translate="no">{of(before.layers)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const COLUMNS = [
  ...['Layer', 'Operator', 'Shape', 'Mean magnitude', 'Spread', 'Dead', 'Largest', 'Strongest', 'Not finite'],
  'Float16',
];

function AllLayers({ scan, before }: { scan: Scan; before: Scan | null }) {
  const known = new Map(before?.layers.map((layer) => [`${layer.part} ${layer.tensor}`, layer]));
  const rows = scan.layers.map((layer): DataRow => {
    const other = known.get(`${layer.part} ${layer.tensor}`);
    return {
      // Both networks may have a value of one name.
      head: `${layer.part}: ${layer.tensor}`,
      cells: [
        ...[layer.operator, shapeText(layer.dims)],
        ...[layer.magnitude, layer.spread, layer.dead, layer.largest, layer.strongest, layer.nonFinite],
        HALF_WORDS[halfState(layer)],
        ...(before ? [other?.magnitude ?? '—', other?.largest ?? '—', other?.strongest ?? '—'] : []),
      ],
    };
  });
  const shares = ['Spread', 'Dead', 'Strongest', 'B: strongest'];
  const columns = [...COLUMNS, ...(before ? ['B: mean magnitude', 'B: largest', 'B: strongest'] : [])];
  return (
    <DataTable
      caption={`All layers, ${scan.title}${before ? `; B is ${before.title}` : ''}`}
      columns={columns}
      rows={rows}
      format={(value, column) => (shares.includes(columns[column + 1] ?? '') ? percent(value) : amount(value))}
      sortable
    />
  );
}
