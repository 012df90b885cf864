import { loadPart } from '../client/parts';
import { toErrorInfo } from '../core/errors';
import { isModelFile } from '../core/model/own-ids';
import type { OwnFile } from '../core/model/own-model';
import type { LabContext } from './context';
import { givenFiles, isArchive, modelFiles, sortGiven, type Given, type GivenFile } from './given-files';
import type { MessageActions } from './messages';

interface Takers {
  readonly show: (file: File) => void;
  readonly startBatch: (files: readonly GivenFile[]) => Promise<void>;
}

/** Files that people drop, paste or choose: one picture, a batch of them, or a model. */
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
    const files = taken.map(({ file }) => file);
    const [only] = files;
    if (words) messages.inform(words);
    if (!only) return;
    if (files.some(isModelFile) || store.getState().question?.kind === 'model') offerModel(modelFiles(taken));
    else if (files.length === 1) show(only);
    else startBatch(taken).catch(complain);
  };

  return {
    offerModel,
    showGiven,
    /** Opens one file as show() does; several start a batch. Files of a model are offered as one. */
    showFiles: (files: readonly File[]): void => showGiven(givenFiles(files)),
  };
}

export type GivingActions = ReturnType<typeof givingActions>;
