import { useEffect, useState } from 'react';
import { addressOf, pictureOf } from '../bar/clipboard';
import { useLabObject } from '../lab-context';

/** The whole page takes drops and pastes; an overlay says so while something is dragged over it. */
export function DropTarget() {
  const { actions } = useLabObject();
  const [over, setOver] = useState(false);

  useEffect(() => {
    const open = (data: DataTransfer | null): boolean => {
      const file = pictureOf(data);
      const address = file ? null : addressOf(data);
      if (file && (data?.files.length ?? 0) > 1) actions.inform('One picture at a time: the first was opened.');
      if (file ?? address) actions.show(file ?? (address as string));
      return Boolean(file ?? address);
    };
    /** Parts of the page that take pictures for themselves. */
    const isElsewhere = ({ target }: DragEvent): boolean => Boolean((target as Element | null)?.closest?.('[data-own-drop]'));
    const onDragOver = (event: DragEvent): void => {
      event.preventDefault();
      setOver(!isElsewhere(event));
    };
    const onDragLeave = (event: DragEvent): void => {
      // Leaving one element for another inside the page has a related target; leaving the page has none.
      if (!event.relatedTarget) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      event.preventDefault();
      setOver(false);
      if (!isElsewhere(event) && !open(event.dataTransfer)) actions.inform('That was no file and no link to a picture.');
    };
    const onPaste = (event: ClipboardEvent): void => {
      const target = event.target as Element | null;
      if (target?.closest?.('input, textarea')) return;
      if (open(event.clipboardData)) event.preventDefault();
      else actions.inform('The clipboard holds no picture. Copy one, then paste it here.');
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

  return over ? <div className="drop-overlay"><span>Drop to open</span></div> : null;
}
