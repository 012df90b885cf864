import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { deleteStored, ownBytes, storedBytes } from '../../../state/cached-files';
import { bytes } from '../../kit/format';
import { useLab } from '../../lab-context';

const SAID = {
  deleted: 'The loaded model keeps running. The next visit downloads models and runtime again.',
  failed:
    "The files could not be deleted: this browser's storage refuses or does not answer. Restart the browser, or clear this site's data in its settings.",
};

/** How much of models and runtime this browser keeps, and the way to be rid of it. */
export default function StoredFiles({ onDelete }: { readonly onDelete?: () => void }) {
  const [size, setSize] = useState<number | null>(null);
  const [own, setOwn] = useState(0);
  const [after, setAfter] = useState<'deleted' | 'failed' | null>(null);
  const models = useLab((state) => state.models);
  // What was downloaded while this is open counts, too.
  const status = useLab((state) => state.session.status);
  useEffect(() => {
    let current = true;
    void Promise.all([storedBytes(), ownBytes()]).then(([sum, added]) => {
      if (!current) return;
      setSize(sum);
      setOwn(added);
    });
    return () => void (current = false);
  }, [status, models]);
  const remove = async (): Promise<void> => {
    const failed = await deleteStored().then(
      () => false,
      () => true,
    );
    // A storage that is silent tells no size, either.
    if (!failed) setSize(await storedBytes());
    setAfter(failed ? 'failed' : 'deleted');
    onDelete?.();
  };
  return (
    <section className="stored-files" aria-label="Storage">
      <span role="status">
        Stored on this device: <span className="mono">{size === null ? '…' : bytes(size)}</span>
        {own > 0 ? (
          <span className="hint">
            Your own models take <span className="mono">{bytes(own)}</span> more. Delete does not remove them.
          </span>
        ) : null}
        {after ? <span className="hint">{SAID[after]}</span> : null}
      </span>
      {/* Not disabled by its own press: the focus would be lost, and with it the way out by Esc. */}
      <Button
        className="button"
        aria-label="Delete stored models"
        isDisabled={!size && !after}
        onPress={() => void remove()}
      >
        Delete
      </Button>
    </section>
  );
}
