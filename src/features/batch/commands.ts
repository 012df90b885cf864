import { toErrorInfo } from '../../core/errors';
import { loadPart } from '../../state/parts';
import type { Command, CommandTools } from '../../ui/kit/command';

/** Many pictures, one after another. */
export function batchCommands({ lab, dialogs }: CommandTools): Command[] {
  const { batch } = lab.store.getState();
  return [
    { id: 'batch', section: 'Open', name: 'Batch: choose pictures…', run: dialogs.pickFile },
    {
      id: 'batch-show',
      section: 'Open',
      name: 'Batch: back to its sheet',
      ...(batch === 'none' ? { blocked: 'no batch yet' } : {}),
      run: () =>
        void loadPart(() => import('./state/batch')).then(
          ({ batchOf }) => batchOf(lab).open(),
          (thrown: unknown) => lab.actions.complain(toErrorInfo(thrown)),
        ),
    },
  ];
}
