import { Check, X } from 'lucide-react';
import { Button } from 'react-aria-components';
import {
  paritySentence,
  parityTitle,
  shortPower,
  type ParityComparison,
  type ParitySide,
} from '../../core/model/parity';
import { ALTERED } from '../../core/picture/pixel-facts';
import { modelOf } from '../../state/model-of';
import { DataTable } from '../../ui/kit/data-table';
import { useActions, useLab } from '../../ui/lab-context';
import { P } from '../../ui/kit/words';

const SIDES: Record<ParitySide, string> = { webgpu: 'WebGPU', wasm: 'CPU (wasm)', pytorch: 'PyTorch' };
const title = (each: ParityComparison): string => `${SIDES[each.of]} and ${SIDES[each.with]}`;

/** The newest receipt in words and bars, or as a table, and the button that makes one. */
export default function Receipt({ asTable }: { asTable: boolean }) {
  const { parity: check } = useActions();
  const { running, receipt, error } = useLab((state) => state.parity);
  const ready = useLab((state) => state.session.status === 'ready');
  const pixels = useLab((state) => state.session.info?.pixels);
  // Most models of a person's own come without values of PyTorch.
  const hasStored = useLab((state) => modelOf(state)?.parity !== undefined);
  return (
    <>
      <P className="hint">
        {`The same small picture goes through the backend that runs here and through the CPU${hasStored ? ', and it went through PyTorch when the model was published' : ''}. All values are compared after each stage. Limits: 1e−5 for input and bands; for networks 1e−3 of their largest value, in fp16 1e−2.`}
      </P>
      {receipt && asTable ? <AsTable comparisons={receipt.comparisons} /> : null}
      {receipt && !asTable
        ? receipt.comparisons.map((each) => <Comparison key={title(each)} comparison={each} />)
        : null}
      {receipt && receipt.comparisons.length > 0 && receipt.with !== 'pytorch' ? (
        <P className="hint">
          This model came without stored values, so the backends are compared with each other only.
        </P>
      ) : null}
      {receipt && receipt.comparisons.length === 0 ? <P className="hint">{paritySentence(receipt)}</P> : null}
      {pixels && !pixels.exact ? (
        <P className="bad">{`${ALTERED} The receipt is of the model alone: its picture is stored as values.`}</P>
      ) : null}
      {error ? (
        <P className="bad" role="alert">
          {error.message}
        </P>
      ) : null}
      <div className="row table-foot">
        <Button
          className="button small solid"
          isDisabled={running || !ready}
          onPress={() => void check().catch(() => undefined)}
        >
          <span>{running ? 'Checking…' : receipt ? 'Check again' : 'Check now'}</span>
        </Button>
        <span className="dim" role="status">
          {receipt
            ? [`${receipt.width} × ${receipt.height} px`, receipt.precision, receipt.made.slice(0, 10)]
                .filter(Boolean)
                .join(', ')
            : ''}
        </span>
      </div>
    </>
  );
}

function Comparison({ comparison }: { comparison: ParityComparison }) {
  const Mark = comparison.ok ? Check : X;
  return (
    <section aria-label={title(comparison)}>
      <P className={comparison.ok ? '' : 'bad'}>
        <Mark className="icon small" aria-hidden />
        <b>{` ${title(comparison)}`}</b>
        <span>{`: ${paritySentence(comparison)}`}</span>
      </P>
      <div className="bars" role="list">
        {comparison.stages.map(({ name, max, limit, ok }) => (
          <div key={name} role="listitem" className="bar-row">
            <span className="name">{parityTitle(name)}</span>
            <span className="bar-track">
              <i style={{ width: `${share(max, limit)}%` }} />
            </span>
            <span className={`mono${ok ? '' : ' bad'}`}>{max === 0 ? 'equal' : shortPower(max)}</span>
          </div>
        ))}
      </div>
    </section>
  );
}

/** Powers of ten on a line that ends at the limit: seven of them, since float32 has about as many. */
function share(max: number, limit: number): number {
  if (!(max > 0)) return 0;
  return Math.min(100, Math.max(0, 100 + (100 / 7) * Math.log10(max / limit)));
}

function AsTable({ comparisons }: { comparisons: readonly ParityComparison[] }) {
  const rows = comparisons.flatMap((each) =>
    each.stages.map(({ name, max, mean, limit, ok }) => ({
      head: `${parityTitle(name)}: ${title(each)}`,
      cells: [max, mean, limit, ok ? 'agrees' : 'differs'],
    })),
  );
  return (
    <DataTable
      caption="Differences by stage; those of networks as shares of their largest value"
      columns={['Stage', 'Largest', 'Mean', 'Limit', 'Result']}
      rows={rows}
      format={(value) => (value === 0 ? '0' : shortPower(value))}
    />
  );
}
