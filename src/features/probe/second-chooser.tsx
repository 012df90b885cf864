import { useLab } from '../../ui/lab-context';
import SecondPicture from '../second/second-picture';
import { P } from '../../ui/kit/words';

/** The second picture; says so where edits read one that is not there, as after a link. */
export function SecondChooser({ isRead }: { isRead: boolean }) {
  const missing = useLab(({ second }) => second === null) && isRead;
  return (
    <>
      {missing ? (
        <P className="hint bad" role="status">
          These settings read a second picture. Choose it to go on.
        </P>
      ) : null}
      <SecondPicture />
    </>
  );
}
