import { Images, Table2, X } from 'lucide-react';
import { Button, ProgressBar } from 'react-aria-components';
import { toErrorInfo } from '../../core/errors';
import type { BatchRow } from './state/batch-types';
import { saveBlob } from '../../ui/kit/save';
import { IconButton } from '../../ui/kit/icon-button';
import { Segment } from '../../ui/kit/segment';
import { bytes } from '../../ui/kit/format';
import { useLabObject } from '../../ui/lab-context';
import { batchFileName, csvFile } from './numbers';
import { useBatch } from './use-batch';
import { countsOf, progressWords, type Order } from './words';

export type Shape = 'pictures' | 'table';

const ORDER_OPTIONS = [
  { id: 'psnr', text: 'PSNR' },
  { id: 'ssim', text: 'SSIM' },
  { id: 'name', text: 'Name' },
  { id: 'time', text: 'Time' },
] as const;
const SHAPE_OPTIONS = [
  { id: 'pictures', text: 'Pictures', icon: Images },
  { id: 'table', text: 'Table', icon: Table2 },
] as const;

interface BatchHeadProps {
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly shape: Shape;
  readonly onShape: (shape: Shape) => void;
  /** The rows in the order of the sheet, for the CSV. */
  readonly shown: readonly BatchRow[];
}

/** How far the queue is, what can be done with it, and how it is shown. */
export function BatchHead({ order, onOrder, shape, onShape, shown }: BatchHeadProps) {
  const { batch, ...state } = useBatch();
  const { running, settings } = state;
  const { all, done, failed, waiting } = countsOf(state.rows);
  return (
    <header className="batch-head">
      <h2 tabIndex={-1}>Batch</h2>
      <ProgressBar
        className="batch-progress"
        aria-label="Pictures that are done"
        value={done + failed}
        maxValue={all}
        valueLabel={progressWords(state)}
      >
        {({ percentage, valueText }) => (
          <>
            <span className="mono">{valueText}</span>
            <span className="track" aria-hidden>
              <i style={{ width: `${percentage ?? 0}%` }} />
            </span>
          </>
        )}
      </ProgressBar>
      {running ? (
        <Button className="button small solid" onPress={batch.stop}>
          Stop
        </Button>
      ) : null}
      {!running && waiting > 0 ? (
        <Button className="button small solid" onPress={() => void batch.resume()}>
          <span>{`Go on with ${waiting}`}</span>
        </Button>
      ) : null}
      {!running && failed > 0 ? (
        <Button className="button small solid" onPress={() => void batch.retry()}>
          Try the failed again
        </Button>
      ) : null}
      <Again />
      <span className="grow" />
      <span className="batch-choice">
        <span className="dim" aria-hidden>
          {order === 'name' ? 'By' : order === 'time' ? 'Slowest first' : 'Worst first'}
        </span>
        <Segment label="Sort by" options={ORDER_OPTIONS} value={order} onChange={onOrder} />
      </span>
      <Segment label="Shown as" options={SHAPE_OPTIONS} value={shape} onChange={onShape} />
      <SaveZip />
      <Button
        className="button small solid"
        aria-label="Save CSV of the batch"
        isDisabled={!settings}
        onPress={() => settings && saveBlob(csvFile(shown, settings), batchFileName(shown, 'csv', settings))}
      >
        CSV
      </Button>
      <Button className="button small solid" onPress={batch.aside}>
        Viewer
      </Button>
      <IconButton icon={X} label="Close the batch and forget it" onPress={batch.clear} />
    </header>
  );
}

/** Offered once the settings are others than those of the batch. */
function Again() {
  const { batch, running, stale } = useBatch();
  if (running || !stale) return null;
  return (
    <Button className="button small solid" onPress={() => void batch.again()}>
      Run with the present settings
    </Button>
  );
}

function SaveZip() {
  const { batch, rows, running, packed, settings } = useBatch();
  const { actions } = useLabObject();
  const done = rows.filter(({ status }) => status === 'done');
  if (packed !== null) {
    return (
      <Button className="button small solid" onPress={batch.stopPacking}>
        <span>{`Stop packing: ${packed} of ${done.length}`}</span>
      </Button>
    );
  }
  const save = (): void => {
    batch.pack().then(
      (zip) => settings && saveBlob(zip, batchFileName(rows, 'zip', settings)),
      (thrown: unknown) => actions.complain(toErrorInfo(thrown)),
    );
  };
  return (
    <Button className="button small solid" isDisabled={running || done.length === 0} onPress={save}>
      ZIP of reconstructions
      {done.length > 0 ? (
        <span className="mono dim">{bytes(done.reduce((sum, { pngBytes }) => sum + pngBytes, 0))}</span>
      ) : null}
    </Button>
  );
}
