import * as Comlink from 'comlink';
import { LabError, toErrorInfo } from '../core/errors';
import { SILENT_MS, withLimit } from '../core/limits';
import type { Answer, LabEvent, LabWorker } from '../core/protocol';
import { Lab } from '../pipeline/lab/lab';
import type { OwnCall } from '../pipeline/lab/lab-calls';
import { pngOfBitmap } from '../pipeline/picture/bitmap-pixels';

/** Entry of the worker: a thin bridge from comlink to Lab. Errors cross as plain { code, message }. */
let lab: Lab | undefined;
let send: (event: LabEvent) => void = () => undefined;

const own: Pick<LabWorker, OwnCall> = {
  start: (settings, modelsUrl, verdicts, onEvent) => {
    send = onEvent;
    lab ??= new Lab(modelsUrl, (event) => send(event));
    return lab.start(settings, verdicts);
  },
  png: (bitmap) => pngOfBitmap(bitmap),
  inspectModel: async (files, ask, onProgress) => {
    const loading = withLimit(import('../pipeline/own-model/inspect-model'), SILENT_MS, () => new Error('No answer.'));
    const { inspectModel } = await loading.catch((cause: unknown) => {
      throw new LabError(
        'fetch-failed',
        'The check of models could not be loaded. Check the connection, then try again.',
        { cause },
      );
    });
    return inspectModel(files, ask, onProgress);
  },
};

/** Answers that are handed over, since a copy would take their room twice. */
const HANDED_OVER: { readonly [Name in keyof LabWorker]?: (answer: Answer<Name>) => Transferable[] } = {
  tensor: ({ data }) => [data.buffer as ArrayBuffer],
  view: ({ bitmap }) => [bitmap],
};

/** comlink keeps only name, message and stack of an Error, so a plain object is thrown in its place. */
async function answer<Name extends keyof LabWorker>(name: Name, args: unknown[]): Promise<Answer<Name>> {
  try {
    const target = [own, lab?.readings, lab].find((one) => one && name in one);
    if (!target) throw new LabError('no-backend', 'Nothing runs yet. Wait for the model to load.');
    const calls = target as unknown as Record<Name, (...args: unknown[]) => Promise<Answer<Name>>>;
    const value = await calls[name](...args);
    const handed = HANDED_OVER[name]?.(value);
    return handed ? Comlink.transfer(value, handed) : value;
  } catch (error) {
    if (toErrorInfo(error).code === 'internal') console.error(error);
    throw toErrorInfo(error);
  }
}

Comlink.expose(
  new Proxy({} as LabWorker, {
    get:
      (_, name) =>
      (...args: unknown[]) =>
        answer(name as keyof LabWorker, args),
  }),
);
