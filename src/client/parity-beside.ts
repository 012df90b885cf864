import { aborted } from '../core/errors';
import type { ParityRun } from '../core/model/parity';
import type { Settings } from '../core/settings/settings';
import { WorkerHandle } from './worker-handle';

/**
 * The small picture of the parity receipt through another backend or precision, in a worker that ends afterwards: wasm memory
 * is given back only with its worker.
 */
export async function parityBeside(settings: Settings): Promise<ParityRun> {
  const beside = new WorkerHandle(() => undefined);
  try {
    await beside.start(settings);
    return await beside.call((remote) => remote.parity());
  } finally {
    beside.end(aborted());
  }
}
