import { sha256 } from '../../../core/files/sha256';
import { bad } from '../../../core/settings/checks';
import { aborted, LabError } from '../../../core/errors';
import type { ModelEntry } from '../../../core/model/manifest';
import { isGood, sentenceOf, type Finding } from '../../../core/model/model-contract';
import { identityOf, proposedAnswers } from '../../../core/model/own-answers';
import {
  checkAnswers,
  entryOf,
  type InspectAsk,
  type InspectProgress,
  type ModelReport,
  type OwnAnswers,
  type OwnFile,
} from '../../../core/model/own-model';
import type { OwnModelAsk } from '../../../core/scripting-types';
import { isOwnId } from '../../../core/model/own-ids';
import type { SideSlot } from '../../../core/slots';
import type { LabContext, OwnModelKeeper } from '../../../state/context';
import type { EditActions } from '../../../state/edits';

/** Checking, adding and removing models of people's own. Loaded with the first of them. */

export interface CheckHooks {
  readonly onProgress: (progress: InspectProgress) => void;
  readonly signal: AbortSignal;
}

/** Why a model was not added: all that the check found. */
export class ModelRefused extends LabError {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(
      'model-unsupported',
      `This model does not fit. ${findings
        .filter(({ verdict }) => verdict === 'differs')
        .map(sentenceOf)
        .join(' ')}`,
    );
    this.findings = findings;
  }
}

export function ownModelActions(
  { store, environment }: LabContext,
  { set, dropSlot }: Pick<EditActions, 'set'> & { dropSlot(slot: SideSlot): Promise<void> },
) {
  const keeper = (): Promise<OwnModelKeeper> =>
    environment.ownModels().catch((cause: unknown) => {
      throw new LabError(
        'fetch-failed',
        'This part of the page could not be loaded. Check the connection, then try again.',
        { cause },
      );
    });

  /** @throws ErrorInfo where the check itself cannot be made; what does not fit is in the report */
  const check = async (
    files: readonly OwnFile[],
    { range, random }: Omit<InspectAsk, 'samples'>,
    { onProgress, signal }: CheckHooks,
  ): Promise<ModelReport> => {
    const samples = store.getState().samples.map(({ file }) => new URL(`samples/${file}`, environment.href).href);
    return (await keeper()).inspect(files, { range, random, samples }, onProgress, signal);
  };

  /**
   * Stores a model that fits, and puts it into the list. With another range than it was measured with, it is checked again.
   * @returns its id
   * @throws ModelRefused, LabError 'storage-full'; nothing changes then
   */
  const add = async (
    files: readonly OwnFile[],
    report: ModelReport,
    answers: OwnAnswers,
    hooks: CheckHooks,
  ): Promise<string> => {
    const isMeasured = report.model?.measured.range.join() === answers.range.join();
    const { model, files: reports, findings } = isMeasured ? report : await check(files, answers, hooks);
    if (!model) throw new ModelRefused(findings);
    const entry = entryOf(model, answers, await sha256(new TextEncoder().encode(identityOf(model, answers))));
    const contents = new Map<string, Blob>();
    reports.forEach(({ role, whole }, index) => {
      const hash = role === 'encoder' || role === 'decoder' || role === 'parity' ? entry[role]?.sha256 : undefined;
      const source = files[index];
      if (hash && source) contents.set(hash, whole ?? source.data);
    });
    if (hooks.signal.aborted) throw aborted();
    await (await keeper()).keep(entry, contents);
    store.setState(({ models }) => ({ models: withEntry(models, entry) }));
    return entry.id;
  };

  return {
    check,
    add,
    /** Does what add() does, with the files and answers of a script. What the script leaves out is as the dialog proposes it. */
    addModel: async ({ encoder, decoder, manifest, parity, answers = {} }: OwnModelAsk): Promise<string> => {
      checkAnswers(answers);
      const files = [
        ...(encoder ? [named('encoder.onnx', encoder)] : []),
        ...(decoder ? [named('decoder.onnx', decoder)] : []),
      ];
      if (manifest)
        files.push(named('manifest.json', manifest instanceof Blob ? manifest : new Blob([JSON.stringify(manifest)])));
      if (parity) files.push(named('parity.safetensors', parity));
      const hooks = { onProgress: () => undefined, signal: new AbortController().signal };
      const report = await check(files, { range: null, random: false, ...answers }, hooks);
      // One network alone is a model, but a script that names two means both.
      const lacks = encoder && decoder && report.missing.length > 0;
      if (!report.model || lacks || !isGood(report.findings)) throw new ModelRefused(withMissing(report));
      // What was dropped by the way may be left out, but a script that names a manifest means it.
      const unread = report.files.find(({ name, role }) => name === 'manifest.json' && role === null);
      if (unread) throw bad(`The manifest of the model cannot be used. ${unread.says}`);
      return add(files, report, { ...proposedAnswers(report.model, ''), ...answers }, hooks);
    },
    /** Forgets a model and its files. Where it was the chosen one, the default takes over. */
    removeModel: async (id: string): Promise<void> => {
      const { models, settings, compared } = store.getState();
      const kept = await keeper();
      const entry = models.find((model) => model.id === id) ?? (await kept.list()).find((model) => model.id === id);
      if (!entry || !isOwnId(entry.id))
        throw new LabError('model-missing', `There is no model "${id}" that was added in this browser.`);
      await kept.remove(entry);
      store.setState((state) => ({
        models: state.models.filter((model) => model.id !== id),
        ...(compared?.model === id && { compared: null, comparedTrouble: '' }),
      }));
      if (compared?.model === id) dropSlot('compared').catch(() => undefined);
      if (settings.model === id) set({ model: '' });
    },
  };
}

export type OwnModelActions = ReturnType<typeof ownModelActions>;

function named(name: string, data: unknown): OwnFile {
  if (!(data instanceof Blob)) throw bad(`"${name.split('.')[0] ?? name}" of a model is a Blob or a File.`);
  return { name, data };
}

/** Networks that are not there are findings, too. */
function withMissing({ findings, missing, files }: ReportParts): readonly Finding[] {
  const found =
    files
      .filter(({ role }) => role === null || role === 'network')
      .map(({ says }) => says)
      .join(' ') || 'no file for it';
  return [
    ...findings,
    ...missing.map((part): Finding => ({
      part: 'files',
      what: part === 'encoder' ? 'Encoder' : 'Decoder',
      expected: 'an ONNX graph',
      found,
      verdict: 'differs',
      cure: `Add the ${part}.`,
    })),
  ];
}

type ReportParts = Pick<ModelReport, 'findings' | 'missing' | 'files'>;

/** The page's own models first, then those that people added, as they came. */
function withEntry(models: readonly ModelEntry[], entry: ModelEntry): readonly ModelEntry[] {
  return models.some(({ id }) => id === entry.id)
    ? models.map((model) => (model.id === entry.id ? entry : model))
    : [...models, entry];
}
