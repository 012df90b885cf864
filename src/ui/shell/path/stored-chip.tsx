import { useLab } from '../../lab-context';
import { storedWords } from '../../kit/stale';

/** Says that what is shown came with the page; it goes when the live result is there. */
export function StoredChip() {
  const words = useLab(storedWords);
  if (!words) return null;
  // A line may end after a sentence only.
  const sentences = words.split(/(?<=\.) /);
  return (
    <span className="stored-chip">
      {sentences.map((sentence) => (
        <span key={sentence}>{`${sentence} `}</span>
      ))}
    </span>
  );
}
