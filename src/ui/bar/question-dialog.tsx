import { Button } from 'react-aria-components';
import { Sheet } from '../controls/sheet';
import { useActions, useLab } from '../lab-context';

/** Asks before a link to this page makes the browser fetch a picture from a foreign host. */
export default function QuestionDialog() {
  const { answer } = useActions();
  const question = useLab((state) => state.question);
  if (question?.kind !== 'image') return null;
  return (
    <Sheet title={`Open a picture from ${question.host}?`} isOpen onClose={() => answer(false)}>
      <p>
        The link to this page asks for a picture of another host. <b>{question.host}</b> will see your network address if
        you open it.
      </p>
      <p className="hint mono">{question.url}</p>
      <div className="actions">
        <Button className="button" onPress={() => answer(false)}>Not now</Button>
        <Button className="button primary" onPress={() => answer(true)} autoFocus>{`Open from ${question.host}`}</Button>
      </div>
    </Sheet>
  );
}
