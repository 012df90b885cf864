import type { PictureInfo } from '../../core/protocol';
import { useLab } from '../lab-context';
import { Facts } from './facts';
import { PaddingCorner } from './padding-corner';
import { truthFacts } from './truth-facts';
import { useResult } from './use-result';

export default function InputTruthBody({ info }: { info: PictureInfo }) {
  const summary = useResult();
  const settings = useLab((state) => state.settings);
  return (
    <>
      {info.notes.length > 0 ? (
        <ul className="notes" aria-label="What was done">
          {info.notes.map(({ code, text }) => (
            <li key={code} data-note={code} className={code === 'padded' ? 'plain' : ''}>{text}</li>
          ))}
        </ul>
      ) : <p className="hint">Nothing was changed: every pixel of the file is used as it is.</p>}
      <div className="space" />
      <Facts single facts={truthFacts(info, settings, summary)} />
      <PaddingCorner info={info} />
    </>
  );
}
