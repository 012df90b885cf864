import { useLab } from '../lab-context';
import { storedWords } from '../stale';

/** Says that what is shown came with the page; it goes when the live result is there. */
export function StoredChip() {
  const words = useLab(storedWords);
  return words ? <span className="stored-chip">{words}</span> : null;
}
