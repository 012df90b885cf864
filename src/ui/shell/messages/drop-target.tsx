import { useEffect, useState } from 'react';
import { givenIn } from '../../../state/given-files';
import { addressOf, hasFiles, readClipboard } from '../../kit/clipboard';
import { useLabObject } from '../../lab-context';

/** The whole page takes drops and pastes; an overlay says so while something is dragged over it. */
export function DropTarget() {
  const { actions } = useLabObject();
  const [words, setWords] = useState('');

  useEffect(() => {
    const open = (data: DataTransfer | null): boolean => {
      if (hasFiles(data)) {
        void givenIn(data).then(actions.showGiven);
        return true;
      }
      const address = addressOf(data);
      if (address) actions.show(address);
      return address !== null;
    };
    /** Parts of the page that take pictures for themselves. */
    const isElsewhere = ({ target }: DragEvent): boolean =>
      Boolean((target as Element | null)?.closest?.('[data-own-drop]'));
    const onDragOver = (event: DragEvent): void => {
      event.preventDefault();
      setWords(isElsewhere(event) ? '' : wordsFor(event.dataTransfer));
    };
    const onDragLeave = (event: DragEvent): void => {
      // Leaving one element for another inside the page has a related target; leaving the page has none.
      if (!event.relatedTarget) setWords('');
    };
    const onDrop = (event: DragEvent): void => {
      event.preventDefault();
      setWords('');
      if (!isElsewhere(event) && !open(event.dataTransfer))
        actions.inform('That was not a file, a picture or a link to a picture.');
    };
    const onPaste = (event: ClipboardEvent): void => {
      const target = event.target as Element | null;
      if (target?.closest?.('input, textarea')) return;
      const nothing = (): void => actions.inform('The clipboard holds no picture. Copy one, then paste it here.');
      if (open(event.clipboardData)) event.preventDefault();
      // WebKitGTK pastes pictures with no word of them; the clipboard itself tells.
      else if (!event.clipboardData?.types.length)
        void readClipboard().then((picture) => (picture ? actions.show(picture) : nothing()), nothing);
      else nothing();
    };
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('paste', onPaste);
    };
  }, [actions]);

  return words ? (
    <div className="drop-overlay">
      <span>{words}</span>
    </div>
  ) : null;
}

/** While something is dragged, browsers tell how many files it is, or nothing at all. */
function wordsFor(data: DataTransfer | null): string {
  const types = [...(data?.items ?? [])].filter(({ kind }) => kind === 'file').map(({ type }) => type);
  const count = types.length;
  // The networks of a model have no type.
  return count > 1 && types.some(Boolean) ? `Drop to start a batch of ${count}` : 'Drop to open';
}
