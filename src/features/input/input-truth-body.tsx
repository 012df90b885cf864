import type { PictureInfo } from '../../core/protocol';
import { useLab } from '../../ui/lab-context';
import { Facts } from '../../ui/kit/facts';
import { PaddingCorner } from './padding-corner';
import { truthFacts } from './truth-facts';
import { useResult } from '../../ui/kit/use-result';
import { P } from '../../ui/kit/words';

/** Said where a picture that the page knows was read true in this browser. */
const UNCHANGED =
  'Nothing was changed: every pixel of the file is used as it is. A picture that the page knows came back byte by byte.';
/** The page shows this with the stored result of a first visit: nothing here has read its file. */
const NOTHING_KNOWN = 'This is a stored result. The live one shows what this browser makes of the file.';

export default function InputTruthBody({ info }: { info: PictureInfo }) {
  const summary = useResult();
  const settings = useLab((state) => state.settings);
  return (
    <>
      {info.notes.length > 0 ? (
        <ul className="notes" aria-label="What was done">
          {info.notes.map(({ code, text }) => (
            <li key={code} data-note={code} className={code === 'padded' ? 'plain' : ''}>
              {text}
            </li>
          ))}
        </ul>
      ) : (
        <P className="hint">{info.reading?.exact ? UNCHANGED : NOTHING_KNOWN}</P>
      )}
      <div className="space" />
      <Facts single facts={truthFacts(info, settings, summary)} />
      <PaddingCorner info={info} />
    </>
  );
}
