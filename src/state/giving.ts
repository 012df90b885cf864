import { loadPart } from '../client/parts';
import { toErrorInfo } from '../core/errors';
import { isArrayFile, mayBeLatents } from '../core/files/latent-keys';
import { isModelFile } from '../core/model/own-ids';
import type { OwnFile } from '../core/model/own-model';
import type { LabContext } from './context';
import { givenFiles, isArchive, modelFiles, sortGiven, type Given, type GivenFile } from './given-files';
import type { MessageActions } from './messages';

interface Takers {
  readonly show: (file: File) => void;
  readonly startBatch: (files: readonly GivenFile[]) => Promise<void>;
}

/** Files that people drop, paste or choose: one picture, a batch of them, latents, or a model. */
export function givingActions({ store }: LabContext, messages: MessageActions, { show, startBatch }: Takers) {
  const complain = (thrown: unknown): void => messages.complain(toErrorInfo(thrown));

  /** Asks for what a model of one's own needs, with these of its files. */
  const offerModel = (files: readonly OwnFile[]): void =>
    store.setState(({ question }) => ({
      question: { kind: 'model', files: question?.kind === 'model' ? [...question.files, ...files] : files },
    }));

  /** As showFiles, for a drop or a paste, which may carry folders; says what of it was left out. */
  const showGiven = (given: Given): void => {
    if (given.files.some(({ file }) => isArchive(file))) {
      loadPart(() => import('./unpacking'))
        .then(({ unpacked }) => unpacked(given))
        .then(showGiven, complain);
      return;
    }
    const { files: taken, words } = sortGiven(given);
    if (words) messages.inform(words);
    if (taken.length > 0) take(taken);
  };

  const take = (taken: readonly GivenFile[]): void => {
    const files = taken.map(({ file }) => file);
    const isModel = store.getState().question?.kind === 'model';
    const pictures = taken.filter(({ file }) => !isArrayFile(file));
    if (!isModel && files.every(mayBeLatents)) offerLatents(taken);
    else if (isModel || files.some(isModelFile)) offerModel(modelFiles(taken));
    else if (pictures.length < taken.length) {
      take(pictures);
      offerLatents(taken.filter((each) => !pictures.includes(each)));
    } else if (files.length === 1) show(files[0] as File);
    else startBatch(taken).catch(complain);
  };

  /** Weights of a model may have the same endings: a look into the files tells. */
  const offerLatents = (taken: readonly GivenFile[]): void => {
    const files = taken.map(({ file }) => file);
    loadPart(() => import('../features/latents/state/latent-files'))
      .then(({ allHoldLatents }) => allHoldLatents(files))
      .then((are) => (are ? store.setState({ question: { kind: 'latent', files } }) : offerModel(modelFiles(taken))))
      .catch(complain);
  };

  return {
    offerModel,
    showGiven,
    /** Opens one file as show() does; several start a batch. Files of a model are offered as one. */
    showFiles: (files: readonly File[]): void => showGiven(givenFiles(files)),
  };
}

export type GivingActions = ReturnType<typeof givingActions>;
