import { useEffect, useState } from 'react';
import type { ModelOperations } from '../../core/model/network/operations';
import type { RunSummary } from '../../core/protocol';
import { useActions } from '../../ui/lab-context';

/** What the networks of a result's model compute for its picture. Null until that is counted, and where it cannot be. */
export function useOperations({ model, width, height }: RunSummary): ModelOperations | null {
  const { ask } = useActions();
  const [known, setKnown] = useState<{ readonly key: string; readonly operations: ModelOperations } | null>(null);
  const key = `${model} ${width} ${height}`;
  useEffect(() => {
    let live = true;
    ask('operations', model, { width, height }).then(
      (operations) => {
        if (live) setKnown({ key, operations });
      },
      // The rows stay empty; a model may have been removed meanwhile.
      () => undefined,
    );
    return () => {
      live = false;
    };
  }, [ask, key, model, width, height]);
  return known?.key === key ? known.operations : null;
}
