import { bytes, milliseconds, number, signed, size } from '../format';
import { useLab } from '../lab-context';
import { Drawer } from './drawer';
import { Facts } from './facts';
import { useResult } from './use-result';

/** Everything that happened to the file before the network saw it. */
export function InputTruth() {
  const info = useLab((state) => state.picture?.info ?? null);
  const summary = useResult();
  if (!info) {
    return (
      <Drawer id="truth" name="What the network sees" headline="No picture" openAtFirst>
        <p className="hint">Open a picture, and this says what was done to it on the way.</p>
      </Drawer>
    );
  }
  const range = summary?.stats.input;
  const low = range ? Math.min(...range.map(({ min }) => min)) : NaN;
  const high = range ? Math.max(...range.map(({ max }) => max)) : NaN;
  const [right, bottom] = [info.paddedWidth - info.width, info.paddedHeight - info.height];
  return (
    <Drawer id="truth" name="What the network sees" headline={size(info.width, info.height)} openAtFirst>
      {info.notes.length > 0 ? (
        <ul className="notes" aria-label="What was done">
          {info.notes.map(({ code, text }) => (
            <li key={code} className={code === 'padded' ? 'plain' : ''}>{text}</li>
          ))}
        </ul>
      ) : <p className="hint">Nothing was changed: every pixel of the file is used as it is.</p>}
      <div className="space" />
      <Facts
        single
        facts={[
          { name: 'File', value: info.name, words: true },
          { name: 'Format', value: `${info.format}, ${bytes(info.fileBytes)}` },
          { name: 'In the file', value: `${size(info.sourceWidth, info.sourceHeight)} px` },
          { name: 'Worked on', value: `${size(info.width, info.height)} px` },
          {
            name: 'Padding', value: right + bottom === 0 ? 'none' : `${right} right, ${bottom} bottom`,
          },
          { name: 'Values', value: summary ? `${signed(low, 3)} … ${signed(high, 3)}` : '−1 … +1' },
          { name: 'Decoded in', value: milliseconds(info.decodeMs) },
          { name: 'Pixels', value: number(info.width * info.height) },
        ]}
      />
    </Drawer>
  );
}
