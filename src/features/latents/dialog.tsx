import { useState } from 'react';
import { Button } from 'react-aria-components';
import { toErrorInfo } from '../../core/errors';
import { latentName } from '../../core/files/latent-shape';
import { modelOf } from '../../state/model-of';
import { Pick } from '../../ui/kit/pick';
import { Sheet } from '../../ui/kit/sheet';
import { useLab, useLabObject } from '../../ui/lab-context';
import { LatentFacts } from './latent-facts';
import { choiceName, choicesOf, formFor, likelyChoice } from './state/latent-choice';
import { openChosen } from './state/latent-opening';
import { useChosen, type ChosenLatent } from './use-chosen';
import { useLatentFiles, type ReadFiles } from './use-latent-files';
import './latents.css';
import { P } from '../../ui/kit/words';

interface DialogProps {
  readonly files: readonly File[];
  readonly onClose: () => void;
}

/** Files of latents: which tensor, which of a batch, in which units; and it is shown. */
export default function LatentDialog({ files, onClose }: DialogProps) {
  const read = useLatentFiles(files);
  return (
    <Sheet title="Open a latent" isOpen onClose={onClose}>
      <div className="latent-dialog">
        {read ? (
          <>
            {read.refusals.map((why) => (
              <P key={why} role="alert" className="bad">
                {why}
              </P>
            ))}
            {read.files.length > 0 ? <Chooser read={read} onClose={onClose} /> : <Closing onClose={onClose} />}
          </>
        ) : (
          <P role="status">Reading…</P>
        )}
      </div>
    </Sheet>
  );
}

function Closing({ onClose }: { readonly onClose: () => void }) {
  return (
    <div className="actions">
      <Button className="button" onPress={onClose} autoFocus>
        Close
      </Button>
    </div>
  );
}

function Chooser({ read: { files }, onClose }: { readonly read: ReadFiles; readonly onClose: () => void }) {
  const lab = useLabObject();
  const model = useLab(modelOf);
  const choices = choicesOf(files);
  const [picked, setPicked] = useState<number | null>(null);
  const [entry, setEntry] = useState(0);
  const at = picked ?? likelyChoice(choices, model);
  const choice = choices[at];
  const chosen = useChosen(choice, entry, model);
  const count = choice?.tensor.shape.count ?? 1;

  const open = ({ given, model: by }: ChosenLatent): void => {
    onClose();
    openChosen(lab, given, by).catch((thrown: unknown) => lab.actions.complain(toErrorInfo(thrown)));
  };
  return (
    <>
      <div className="row">
        {choices.length > 1 ? (
          <Pick
            label="Tensor"
            options={choices.map((each, index) => ({ id: String(index), text: choiceName(each, files.length) }))}
            value={String(at)}
            onChange={(id) => {
              setPicked(Number(id));
              setEntry(0);
            }}
          />
        ) : null}
        {choice && count > 1 ? (
          <Pick
            label={`of ${count}`}
            options={Array.from({ length: count }, (_, index) => ({
              id: String(index),
              text: latentName(choice.tensor.shape, index),
            }))}
            value={String(entry)}
            onChange={(id) => setEntry(Number(id))}
          />
        ) : null}
      </div>
      {choice ? (
        <LatentFacts choice={choice} chosen={chosen} form={model ? formFor(choice.tensor.shape, model) : null} />
      ) : null}
      <div className="actions">
        <Button className="button" onPress={onClose}>
          Cancel
        </Button>
        <Button
          className="button primary"
          isDisabled={!chosen.latent}
          onPress={() => {
            if (chosen.latent) open(chosen.latent);
          }}
        >
          Show it
        </Button>
      </div>
    </>
  );
}
