import { useEffect, useRef } from 'react';
import { X } from 'lucide-react';
import { Button } from 'react-aria-components';
import { isEdited } from '../../state/reference';
import { IconButton } from '../../ui/kit/icon-button';
import { useBatch } from './use-batch';
import { progressWords } from './words';
import './batch.css';

/** While the viewer is shown: how far the batch is, and the way back to its sheet. */
export default function BatchBar() {
  const { batch, ...state } = useBatch();
  const { running, settings } = state;
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Choosing a row took the focus with it.
    if (document.activeElement === document.body) back.current?.focus();
  }, []);
  return (
    <section className="banner batch-bar" aria-label="Batch">
      <span>
        <b>Batch</b> <span className="mono">{progressWords(state)}</span>
      </span>
      {settings && isEdited(settings) ? <span className="warn">with edits</span> : null}
      <Button ref={back} className="button small solid" onPress={batch.open}>
        Back to batch
      </Button>
      {running ? null : <IconButton icon={X} label="Close the batch and forget it" onPress={batch.clear} />}
    </section>
  );
}
