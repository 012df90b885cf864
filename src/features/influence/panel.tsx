import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useStore } from 'zustand';
import { isRandom } from '../../core/model/contract';
import type { CellChange } from '../../core/metrics/influence';
import type { RunSummary } from '../../core/protocol';
import { liveSummary } from '../../state/selectors';
import { CellMap } from '../../ui/kit/cell-map';
import { DataTable } from '../../ui/kit/data-table';
import { number, percent, signed } from '../../ui/kit/format';
import { goToDrawer } from '../../ui/kit/go-to-drawer';
import { Lead } from '../../ui/kit/lead';
import { Measuring } from '../../ui/kit/measuring';
import { Pick } from '../../ui/kit/pick';
import { Segment } from '../../ui/kit/segment';
import { P } from '../../ui/kit/words';
import { useLab, useLabObject } from '../../ui/lab-context';
import { probeOf } from '../probe/state/probe';
import {
  amountOf,
  cellsOf,
  findingsOf,
  influenceOf,
  paceOf,
  STRIDES,
  strideOf,
  type Influence,
  type InfluenceState,
  type Stride,
} from './state/influence';
import { fieldWords, outlook, verdictWords } from './words';

const MAPS = [
  { id: 'total', text: 'Total change' },
  { id: 'away', text: 'Beyond neighbours' },
  { id: 'beyond', text: 'Beyond the field' },
] as const;
type MapId = (typeof MAPS)[number]['id'];
const EVERY: Readonly<Record<Stride, string>> = { 1: 'every', 2: 'every 2nd', 4: 'every 4th', 8: 'every 8th' };
const NAMES: Readonly<Record<MapId, string>> = {
  total: 'Total change of the picture',
  away: 'Share of the change beyond the neighbours',
  beyond: 'Share of the change beyond the field',
};
const MOST_NAMED = 8;

/** Pokes all cells of the latent, one after another. */
export default function InfluencePanel({ asTable }: { asTable: boolean }) {
  const one = influenceOf(useLabObject());
  const state = useStore(one.store);
  const { influence, running, trouble } = state;
  const summary = useLab(liveSummary);
  const random = useLab(({ models }) => {
    const model = models.find(({ id }) => id === summary?.model);
    return model !== undefined && isRandom(model);
  });
  return (
    <div className="experiment measured">
      <Lead href="https://news.ycombinator.com/item?id=39215242" name="the claim, and its rebuttals">
        Does one cell of the latent carry everything? Each cell is poked alone, and the picture is decoded and compared:
        bright cells change it most. A picture that hangs on one cell breaks with it.
      </Lead>
      <Choices state={state} summary={summary} onChange={one.set} />
      {random ? (
        <P className="hint">
          This model draws its own noise: pixels change in every run, so the changes hold more than the pokes did.
        </P>
      ) : null}
      <Measuring
        running={running}
        start={influence ? 'Poke again' : 'Poke every cell'}
        onStart={() => void one.start()}
        onStop={one.stop}
        isDisabled={!summary}
        done={influence?.cells.length ?? 0}
        total={influence?.total ?? 1}
        unit="Cells"
        outlook={summary ? outlook(cellsOf(summary, strideOf(summary, state)).length, paceOf(summary, state.pace)) : ''}
        trouble={trouble}
        stale={influence !== null && influence.job !== summary?.job}
      />
      {influence ? <Result influence={influence} asTable={asTable} running={running} /> : null}
    </div>
  );
}

interface ChoicesProps {
  readonly state: InfluenceState;
  readonly summary: RunSummary | null;
  readonly onChange: ReturnType<typeof influenceOf>['set'];
}

function Choices({ state, summary, onChange }: ChoicesProps) {
  const channels = Array.from({ length: summary?.latentDims[1] ?? 0 }, (_, index) => String(index));
  const stride = summary ? strideOf(summary, state) : 1;
  return (
    <>
      <div className="row">
        <Pick
          label="Channel"
          options={['all', ...channels].map((id) => ({ id, text: id === 'all' ? 'All' : id }))}
          value={String(state.channel)}
          onChange={(id) => onChange({ channel: id === 'all' ? 'all' : Number(id) })}
        />
        <Pick
          label="Cells"
          options={STRIDES.map((each) => ({ id: String(each), text: EVERY[each] }))}
          value={String(stride)}
          onChange={(id) => onChange({ stride: STRIDES.find((each) => String(each) === id) ?? 1 })}
        />
      </div>
      {summary ? (
        <P className="dim small">
          {`A poke adds ${number(amountOf(summary, state.channel), 3)}, one standard deviation of ${
            state.channel === 'all' ? 'the latent over all its channels' : `channel ${state.channel}`
          }, to the latent before your edits of it; these stay as they are.`}
        </P>
      ) : null}
    </>
  );
}

interface ResultProps {
  readonly influence: Influence;
  readonly asTable: boolean;
  readonly running: boolean;
}

function Result({ influence, asTable, running }: ResultProps) {
  const [map, setMap] = useState<MapId>('total');
  const lab = useLabObject();
  const findings = findingsOf(influence);
  const { columns, rows, stride, cells, amount, channel } = influence;
  const goTo = (x: number, y: number): void => {
    probeOf(lab).set({ held: { x, y }, channel, amount });
    goToDrawer(lab.actions, 'latent', 'probe');
  };
  if (asTable) return <Table influence={influence} />;
  if (cells.length === 0) return null;
  if (!findings) return <P className="hint">No poke changes the picture.</P>;
  const { strongest, outliers } = findings;
  const words = verdictWords(findings, influence);
  const most = map === 'total' ? strongest.total : 1;
  const value = (cell: CellChange): number => (map === 'away' ? 1 - cell.near : cell[map]);
  return (
    <>
      <P className="hint">{words}</P>
      <Segment label="Map" options={MAPS} value={map} onChange={setMap} />
      <CellMap
        {...{ columns, rows, stride, most }}
        values={cells.map((cell) => ({ x: cell.x, y: cell.y, value: value(cell) }))}
        alt={`${NAMES[map]} by cell of the latent. ${words}`}
        onChoose={goTo}
      />
      <P className="dim small">{scaleWords(map, influence, strongest.total)}</P>
      {outliers.length > 0 ? (
        <>
          <P className="hint">{`Cells at least 3 standard deviations from the mean of all: ${outliers.length}. A press goes to the cell.`}</P>
          <ul className="ranked" aria-label="Cells that stand out">
            {outliers.slice(0, MOST_NAMED).map(({ x, y, z, total, beyond }) => (
              <li key={`${x} ${y}`}>
                <Button className="button small" onPress={() => goTo(x, y)}>
                  <span>{`Cell ${x}, ${y}: z ${signed(z, 1)}, change ${number(total, 1)}, ${percent(beyond)} beyond`}</span>
                </Button>
              </li>
            ))}
          </ul>
        </>
      ) : running ? null : (
        <P className="hint">No cell lies 3 standard deviations from the mean of all.</P>
      )}
      <p className="hidden-visually" role="status">
        {running ? '' : words}
      </p>
    </>
  );
}

function scaleWords(map: MapId, influence: Influence, most: number): string {
  if (map === 'total')
    return `Black is 0, the brightest ${number(most, 1)}: the root of the sum of squared changes of all values, in steps of 0 to 255.`;
  const where = map === 'away' ? 'the pixels of the cell and of the eight around it' : fieldWords(influence);
  return `Black is 0 %, the brightest 100 % of the squared change beyond ${where}.`;
}

function Table({ influence }: { influence: Influence }) {
  const { cells, amount, channel } = influence;
  return (
    <DataTable
      caption={`Change of the picture by a poke of ${number(amount, 3)} (${channel === 'all' ? 'all channels' : `channel ${channel}`}); the field is ${fieldWords(influence)}`}
      columns={['Column, row', 'Total', 'Peak', 'Near, %', 'Beyond, %']}
      rows={cells.map(({ x, y, total, peak, near, beyond }) => ({
        head: `${x}, ${y}`,
        cells: [total, peak, 100 * near, 100 * beyond],
      }))}
      format={(value) => number(value, 2)}
      sortable
    />
  );
}
