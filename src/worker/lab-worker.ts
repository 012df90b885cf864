import * as Comlink from 'comlink';
import { LabError, toErrorInfo } from '../core/errors';
import { SILENT_MS, withLimit } from '../core/limits';
import type { LabEvent, LabWorker } from '../core/protocol';
import { pngOfBitmap } from '../pipeline/picture/bitmap-pixels';
import { Lab } from '../pipeline/lab/lab';

/** Entry of the worker: a thin bridge from comlink to Lab. Errors cross as plain { code, message }. */
let lab: Lab | undefined;
let send: (event: LabEvent) => void = () => undefined;

function present(): Lab {
  if (!lab) throw new Error('start() comes first');
  return lab;
}

/** comlink keeps only name, message and stack of an Error, so a plain object is thrown in its place. */
async function plain<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (toErrorInfo(error).code === 'internal') console.error(error);
    throw toErrorInfo(error);
  }
}

const api: LabWorker = {
  start: (settings, modelsUrl, verdicts, onEvent) =>
    plain(() => {
      send = onEvent;
      lab ??= new Lab(modelsUrl, (event) => send(event));
      return lab.start(settings, verdicts);
    }),
  open: (job, source, settings) => plain(() => present().open(job, source, settings)),
  run: (job, settings) => plain(() => present().run(job, settings)),
  cancel: () => present().cancel(),
  trial: (job, request) => plain(() => present().trial(job, request)),
  cancelTrials: (job) => present().cancelTrials(job),
  second: (job, source, settings) => plain(() => present().second(job, source, settings)),
  dropSlot: (slot) => plain(() => present().dropSlot(slot)),
  tensor: (name, slot) =>
    plain(async () => {
      const tensor = await present().tensor(name, slot);
      return Comlink.transfer(tensor, [tensor.data.buffer]);
    }),
  region: (rect) => plain(() => present().region(rect)),
  codec: (ask, settings) => plain(() => present().codec(ask, settings)),
  change: (picture, against, pixels) => plain(() => present().change(picture, against, pixels)),
  view: (request) =>
    plain(async () => {
      const rendered = await present().view(request);
      return Comlink.transfer(rendered, [rendered.bitmap]);
    }),
  png: (bitmap) => plain(() => pngOfBitmap(bitmap)),
  rebuild: () => plain(() => present().rebuild()),
  parity: () => plain(() => present().parity()),
  inspectModel: (files, ask, onProgress) =>
    plain(async () =>
      (
        await withLimit(import('../pipeline/own-model/inspect-model'), SILENT_MS, () => new Error('No answer.')).catch(
          (cause: unknown) => {
            throw new LabError(
              'fetch-failed',
              'The check of models could not be loaded. Check the connection, then try again.',
              { cause },
            );
          },
        )
      ).inspectModel(files, ask, onProgress),
    ),
  resources: () => plain(() => present().resources()),
  info: () => plain(() => present().info()),
  destroyDevice: (at) => plain(() => present().destroyDevice(at)),
};

Comlink.expose(api);
