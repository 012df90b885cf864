import { useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { toErrorInfo } from '../../core/errors';
import { proposedAnswers, withAnswers } from '../../core/model/own-answers';
import type { InspectProgress, ModelReport, OwnAnswers, OwnFile } from '../../core/model/own-model';
import { decodeSample } from '../alone/state/begin-at-latent';
import { ModelRefused } from './state/own-models';
import { addWords, besideWords, verdictOf } from './state/report-words';
import { sharedFolder, withoutShared } from '../../core/model/model-folder';
import { Sheet } from '../../ui/kit/sheet';
import { useActions, useLab, useLabObject } from '../../ui/lab-context';
import { showBeside } from '../compare/beside';
import { FileList } from './file-list';
import { Findings } from './findings';
import Guide from './guide';
import { NoiseQuestion } from './noise-question';
import { CheckProgress } from './progress';
import { Questions } from './questions';
import { useCheck } from './use-check';
import './own-model.css';
import { P } from '../../ui/kit/words';

/** What a person answered, and about which networks. */
interface Edited {
  readonly of: string;
  readonly part: Partial<OwnAnswers>;
  readonly preset?: string;
}

/** What is to become of noise that graphs of these files draw. */
interface NoiseChoice {
  readonly of: readonly OwnFile[];
  readonly found: NonNullable<ModelReport['noise']>;
  readonly random: boolean;
}

/** A model of one's own: its files, the contract check, what the files do not say, and in it goes. */
export default function OwnModelDialog({
  files,
  onClose,
}: {
  readonly files: readonly OwnFile[];
  readonly onClose: () => void;
}) {
  const lab = useLabObject();
  const { store } = lab;
  const page = useLab(({ models, defaultModel }) => models.find(({ id }) => id === defaultModel));
  const { showFiles, ownModels, set } = useActions();
  const [guide, setGuide] = useState(false);
  // The choice counts for these files alone, and stays on the screen while it is checked anew.
  const [noise, setNoise] = useState<NoiseChoice | null>(null);
  const random = noise?.of === files && noise.random;
  const check = useCheck(files, random);
  const { report, progress, error } = check;
  const [edited, setEdited] = useState<Edited>({ of: '', part: {} });
  const [adding, setAdding] = useState<InspectProgress | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const stop = useRef<AbortController | null>(null);
  const body = useRef<HTMLDivElement>(null);

  const { model = null } = report ?? {};
  const found = report?.noise ?? (noise?.of === files ? noise.found : undefined);
  // Answers are about these networks: others are asked about anew.
  const networks = model ? `${model.encoder?.sha256} ${model.decoder?.sha256}` : '';
  const { part: changed, preset }: Partial<Edited> & Pick<Edited, 'part'> =
    edited.of === networks ? edited : { part: {} };
  const answers = model && withAnswers(model, proposedAnswers(model, nameOf(files)), changed);
  const put = (changedFiles: readonly OwnFile[]): void =>
    store.setState({ question: { kind: 'model', files: changedFiles } });

  /** The field whose value cannot be read; it says why. */
  const findRefused = (): HTMLElement | null | undefined => body.current?.querySelector('input[aria-invalid=true]');
  // At the end of the press, since what the field says as it is left may move the button away from under the pointer.
  const goToRefused = (): void => findRefused()?.focus();

  const add = async (beside?: string): Promise<void> => {
    if (!report || !answers || findRefused()) return;
    stop.current = new AbortController();
    setFailure(null);
    setAdding({ text: 'Storing the files', share: 0 });
    try {
      const own = await ownModels();
      const id = await own.add(files, report, answers, { onProgress: setAdding, signal: stop.current.signal });
      onClose();
      if (model && !model.encoder) await decodeSample(lab, {}, id);
      else set({ model: id });
      if (beside) showBeside(lab, beside);
    } catch (thrown) {
      const { code, message } = thrown instanceof ModelRefused ? thrown : toErrorInfo(thrown);
      // What is aborted was aborted by a press.
      setFailure(code === 'aborted' ? null : message);
      setAdding(null);
    }
  };

  const close = (): void => {
    stop.current?.abort();
    onClose();
  };
  if (guide) return <Guide onClose={() => setGuide(false)} />;
  return (
    <Sheet title="Add your own model" isOpen onClose={close}>
      <div ref={body} className="own-model">
        <P>
          An encoder and a decoder as ONNX files, alone or in the folder or ZIP of a pipeline. They stay in this
          browser.{' '}
          <button type="button" className="link" onClick={() => setGuide(true)}>
            How to export them from PyTorch
          </button>
        </P>
        <FileList files={files} report={report} onAdd={showFiles} onChange={put} />
        {progress ? <CheckProgress progress={progress} onStop={check.stop} /> : null}
        {error ? (
          <P role="alert" className="own-failed">
            <span className={error.code === 'aborted' ? '' : 'bad'}>
              {error.code === 'aborted' ? 'The check was stopped.' : error.message}
            </span>
            <Button className="button small solid" onPress={check.again}>
              Check again
            </Button>
          </P>
        ) : null}
        <P role="status" className={report && !model && report.missing.length === 0 ? 'bad' : ''}>
          {report ? verdictOf(report) : ''}
        </P>
        {report && report.findings.length > 0 ? <Findings findings={report.findings} /> : null}
        {found ? (
          <NoiseQuestion
            found={found}
            random={random}
            onChange={(next) => setNoise({ of: files, found, random: next })}
          />
        ) : null}
        {model && answers ? (
          <Questions
            model={model}
            answers={answers}
            preset={preset}
            onChange={(part, chosen = preset) =>
              setEdited({
                of: networks,
                part: { ...changed, ...part },
                ...(chosen !== undefined && { preset: chosen }),
              })
            }
          />
        ) : null}
        {failure ? (
          <P role="alert" className="bad">
            {failure}
          </P>
        ) : null}
        {adding ? <CheckProgress progress={adding} onStop={() => stop.current?.abort()} /> : null}
        <div className="actions">
          <Button className="button" onPress={close}>
            Cancel
          </Button>
          {model && page && besideWords(model, page) ? (
            <Button
              className="button"
              isDisabled={adding !== null}
              onPressEnd={goToRefused}
              onPress={() => void add(page.id)}
            >
              <span>{besideWords(model, page)}</span>
            </Button>
          ) : null}
          {model ? (
            <Button
              className="button primary"
              isDisabled={adding !== null}
              onPressEnd={goToRefused}
              onPress={() => void add()}
            >
              <span>{addWords(model)}</span>
            </Button>
          ) : null}
        </div>
      </div>
    </Sheet>
  );
}

/** 'my-vae' of my-vae-encoder.onnx or my-vae/vae_encoder/model.onnx; '' where names say nothing. */
function nameOf(files: readonly OwnFile[]): string {
  const names = files.map(({ name }) => name);
  const first = names.find((name) => /\.onnx$/i.test(name)) ?? '';
  const said = [withoutShared(first, names).split('/').at(-1) ?? '', sharedFolder(names).split('/').at(-2) ?? ''];
  return (
    said
      .map((name) =>
        name
          .replace(/\.(onnx|zip)$/i, '')
          .replace(/[-_ .]*(?<![a-z])(vae|encoder|decoder|enc|dec|model|onnx|quantized|fp16)(?![a-z])[-_ .]*/gi, ' ')
          .trim(),
      )
      .find(Boolean) ?? ''
  );
}
