import { Button } from 'react-aria-components';
import { CardDialog } from '../../../features/card/card-dialog';
import { Late, latePart } from '../../kit/late';
import { Sheet } from '../../kit/sheet';
import { useActions, useLab } from '../../lab-context';

const LatentDialog = latePart(() => import('../../../features/latents/dialog'));
const OwnModelDialog = latePart(() => import('../../../features/own-model/dialog'));

/** What the page asks or shows unasked: before a link makes the browser fetch from a foreign host, and after a repro card. */
export default function QuestionDialog() {
  const { answer, startFresh } = useActions();
  const question = useLab((state) => state.question);
  if (question?.kind === 'card') return <CardDialog {...question} onClose={() => answer(false)} />;
  if (question?.kind === 'model')
    return (
      <Late>
        <OwnModelDialog files={question.files} onClose={() => answer(false)} />
      </Late>
    );
  if (question?.kind === 'latent')
    return (
      <Late>
        <LatentDialog files={question.files} onClose={() => answer(false)} />
      </Late>
    );
  if (question?.kind === 'fresh')
    return (
      <FreshDialog
        onAnswer={(yes) => {
          answer(false);
          if (yes) startFresh();
        }}
      />
    );
  if (question?.kind !== 'image') return null;
  return (
    <Sheet title={`Open a picture from ${question.host}?`} isOpen onClose={() => answer(false)}>
      <p>
        The link to this page asks for a picture of another host. <b>{question.host}</b> will see your network address
        if you open it.
      </p>
      <p className="hint mono">{question.url}</p>
      <div className="actions">
        <Button className="button" onPress={() => answer(false)}>
          Not now
        </Button>
        <Button className="button primary" onPress={() => answer(true)} autoFocus>
          <span>{`Open from ${question.host}`}</span>
        </Button>
      </div>
    </Sheet>
  );
}

/** Asks before the picture and all edits are given up. */
function FreshDialog({ onAnswer }: { onAnswer: (yes: boolean) => void }) {
  const name = useLab(({ picture }) => picture?.info.name);
  return (
    <Sheet title="Start fresh?" isOpen onClose={() => onAnswer(false)}>
      <p>{`${name ? `${name} and all edits are` : 'All edits are'} forgotten, and the first sample is opened. Undo brings both back while this page stays open.`}</p>
      <div className="actions">
        <Button className="button" onPress={() => onAnswer(false)} autoFocus>
          Keep everything
        </Button>
        <Button className="button primary" onPress={() => onAnswer(true)}>
          Start fresh
        </Button>
      </div>
    </Sheet>
  );
}
