import { lazy } from 'react';
import { Button } from 'react-aria-components';
import { CardDialog } from '../card/card-dialog';
import { Late } from '../controls/late';
import { Sheet } from '../controls/sheet';
import { useActions, useLab } from '../lab-context';

const OwnModelDialog = lazy(() => import('../own-model/dialog'));

/** What the page asks or shows unasked: before a link makes the browser fetch from a foreign host, and after a repro card. */
export default function QuestionDialog() {
  const { answer } = useActions();
  const question = useLab((state) => state.question);
  if (question?.kind === 'card') return <CardDialog {...question} onClose={() => answer(false)} />;
  if (question?.kind === 'model') return <Late><OwnModelDialog files={question.files} onClose={() => answer(false)} /></Late>;
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
