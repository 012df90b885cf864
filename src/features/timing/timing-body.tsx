import { ClipboardCopy } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { readsPicture } from '../../core/model/contract';
import { counted } from '../../core/counted';
import { makes } from '../../core/missing';
import { geometryOfRun, latentShapeOf } from '../../core/math/geometry';
import { precisionOf } from '../../core/model/precision';
import type { StageName } from '../../core/protocol';
import { markdownTable, shortMs, stageTimings, workOf, type StageTiming } from '../../core/metrics/timing';
import { infoOf } from '../../state/gpu-fate';
import { modelTitle } from '../../state/model-of';
import { WholeField } from '../../ui/kit/whole-field';
import { bareMilliseconds, bytes, number } from '../../ui/kit/format';
import { useLab, useLabObject } from '../../ui/lab-context';
import { DataTable } from '../../ui/kit/data-table';
import { P } from '../../ui/kit/words';

// Short enough for all of them to be seen at the narrowest inspector.
const COLUMNS = ['Stage', 'Cold', 'Warm', 'GPU', 'Calls', 'Moved'];

/** Every stage over the runs of this size: cold, median of the warm ones, GPU time, dispatches, bytes; and a button for more runs. */
export default function TimingBody({ titles }: { titles: Record<StageName, string> }) {
  const { store, actions } = useLabObject();
  const runs = useLab((state) => state.timed);
  const info = useLab(infoOf);
  const busy = useLab((state) => state.work.status !== 'idle');
  const [count, setCount] = useState(5);
  const [left, setLeft] = useState(0);
  const [last] = runs.slice(-1);
  const picture = useLab(({ models }) => models.some((model) => model.id === last?.model && readsPicture(model)));
  if (!last) return null;
  const timings = stageTimings(runs, geometryOfRun(last), latentShapeOf(last), {
    picture,
    meanAlone: !makes(last, 'logvar'),
  });
  const asked = workOf(timings);
  const warm = runs.filter((run) => !run.cold && !run.reused?.length).length;

  const measure = async (): Promise<void> => {
    try {
      for (let rest = count; rest > 0; rest--) {
        setLeft(rest);
        actions.rerun();
        await actions.run();
      }
    } catch {
      // Whoever stops it knows it; anything else is said by the banner.
    }
    setLeft(0);
  };
  const copy = (): void => {
    const where = [
      info?.adapter,
      info?.software ? 'software' : '',
      info && precisionOf(info),
      info?.ort,
      modelTitle(store.getState(), last.model),
      `${last.width} x ${last.height} px`,
    ];
    const text = `${where.filter(Boolean).join(', ')}; warm: median of ${warm}\n\n${asMarkdown(timings, titles)}\n`;
    navigator.clipboard.writeText(text).then(
      () => actions.inform('Copied as Markdown.'),
      () => actions.inform('This browser does not let the page copy.'),
    );
  };

  return (
    <>
      <P className="hint">
        {`${warm === 0 ? 'No warm run yet' : `Warm is the median of ${counted(warm, 'run')}`} of this size; cold is the first${info?.backend === 'wasm' ? '' : ', which compiles'}. ${info ? `Networks in ${precisionOf(info)}. ` : ''}${
          timings.some(({ gpu }) => gpu !== null)
            ? 'GPU is the mean by timestamp queries.'
            : info?.backend === 'wasm'
              ? 'The GPU has no part in it.'
              : 'This adapter has no timestamp queries, so GPU time is not known.'
        }${
          asked
            ? ` A warm run asks for ${number(asked.dispatches)} ${asked.dispatches === 1 ? 'dispatch' : 'dispatches'} in ${counted(asked.submits, 'submit')}, and makes ${counted(asked.buffersMade, 'buffer')}.`
            : ''
        }`}
      </P>
      <DataTable
        caption="Milliseconds of each stage; dispatch calls; bytes that it must move: read and write once"
        columns={COLUMNS}
        rows={timings.map(({ stage, cold, warm: ms, gpu, work, bytes: moved }) => ({
          head: titles[stage],
          cells: [cold ?? '—', ms ?? '—', gpu ?? '—', work?.dispatches ?? '—', moved],
        }))}
        format={(value, column) =>
          column === 4 ? bytes(value) : column === 3 ? number(value) : bareMilliseconds(value)
        }
      />
      <div className="row table-foot">
        <WholeField label="Runs" value={count} min={1} max={100} onChange={setCount} />
        <Button
          className="button small solid"
          isDisabled={busy || left > 0 || !store.getState().picture}
          onPress={() => void measure()}
        >
          <span>{left > 0 ? `${left} to go…` : `Run ${count} times`}</span>
        </Button>
        <Button className="button small" onPress={copy}>
          <ClipboardCopy className="icon small" aria-hidden />
          Copy as Markdown
        </Button>
      </div>
    </>
  );
}

function asMarkdown(timings: readonly StageTiming[], titles: Record<StageName, string>): string {
  const count = (value: number | undefined): string => String(value ?? '');
  const ms = (value: number | null): string => (value === null ? '' : shortMs(value));
  return markdownTable(
    ['stage', 'cold ms', 'warm ms', 'GPU ms', 'dispatches', 'submits', 'buffers made', 'bytes moved'],
    timings.map(({ stage, cold, warm, gpu, work, bytes: moved }) => [
      titles[stage],
      ms(cold),
      ms(warm),
      ms(gpu),
      count(work?.dispatches),
      count(work?.submits),
      count(work?.buffersMade),
      String(Math.round(moved)),
    ]),
  );
}
