import { LabError } from '../../core/errors';

/** How much later than a failed call its cause may be reported. */
const GRACE_MS = 100;

/**
 * Work on a device, which ends with the device: after a loss a GPU call may never settle, may fail for a reason that
 * says nothing, or may succeed with nothing in its result. The listener is taken off again: a race with a promise
 * that never settles would keep every result of the session alive.
 * @param lost aborts with the sentence to show as its reason
 * @throws LabError 'device-lost', and what the work throws
 */
export async function unlessLost<T>(work: () => Promise<T>, lost: AbortSignal): Promise<T> {
  let onLost = (): void => undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      onLost = () => reject(new LabError('device-lost', String(lost.reason)));
      lost.addEventListener('abort', onLost);
      if (lost.aborted) onLost();
      else work().then(resolve, reject);
    });
  } catch (error) {
    // It may fail because of the loss before the browser reports the loss itself.
    await reported(lost);
    throw lost.aborted ? new LabError('device-lost', String(lost.reason), { cause: error }) : error;
  } finally {
    lost.removeEventListener('abort', onLost);
  }
}

/** Resolves at a loss, or soon when there is none. */
function reported(lost: AbortSignal): Promise<void> {
  if (lost.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      lost.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, GRACE_MS);
    lost.addEventListener('abort', done);
  });
}
