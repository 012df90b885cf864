import { Button } from 'react-aria-components';
import { NOT_COMPARABLE } from '../../core/model/contract';
import { paritySentence } from '../../core/model/parity';
import { runsRandom } from '../../state/model-of';
import { useActions, useLab } from '../../ui/lab-context';
import { P } from '../../ui/kit/words';

/** Parity in one line of the backend panel. */
export default function ParityBadge() {
  const { parity: check } = useActions();
  const { running, receipt } = useLab((state) => state.parity);
  const ready = useLab((state) => state.session.status === 'ready');
  const isRandom = useLab(runsRandom);
  if (isRandom) return <P className="hint">{`Matches PyTorch: ${NOT_COMPARABLE}.`}</P>;
  if (!receipt) {
    return (
      <div className="row">
        <span className="dim">Matches PyTorch</span>
        <Button
          className="button small"
          isDisabled={running || !ready}
          onPress={() => void check().catch(() => undefined)}
        >
          <span>{running ? 'Checking…' : 'Check now'}</span>
        </Button>
      </div>
    );
  }
  return (
    <P className={receipt.ok ? 'hint' : 'bad'}>
      <span className={`dot ${receipt.ok ? '' : 'bad'}`} /> <span>{paritySentence(receipt)}</span>
    </P>
  );
}
