import { LabError } from '../core/errors';

/** Why a session could not be made, and why a run of one failed, in sentences. */

export function explainCreation(cause: unknown, label: string): LabError {
  const detail = messageOf(cause);
  if (/protobuf|parse|No graph was found/i.test(detail)) {
    return new LabError('model-corrupt', `${label} is not a readable ONNX graph. Download it again.`, { cause });
  }
  return new LabError('model-unsupported', `${label} cannot run here: ${detail}`, { cause });
}

export function explainRun(cause: unknown, label: string, shapes: string, sizes: readonly number[]): LabError {
  const detail = messageOf(cause);
  // The runtime reports some failures as bare numbers (heap addresses); the sizes say more.
  if (/out of memory|bad_alloc|allocation failed|^\d+$/i.test(detail)) {
    const values = Math.max(...sizes).toLocaleString('en');
    return new LabError(
      'out-of-memory',
      `${label} ran out of memory on ${shapes} (${values} values). Lower the size limit and run again.`,
      { cause },
    );
  }
  // Operators of a graph that do not fit one another are found when the first picture goes through.
  if (/channels|dimension|shape|rank/i.test(detail)) {
    return new LabError('model-unsupported', `${label} does not fit ${shapes}: ${detail}`, { cause });
  }
  return new LabError('internal', `${label} failed on ${shapes}: ${detail}`, { cause });
}

/** What it says, without the place in the source of onnxruntime where it was said. */
function messageOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text
    .replace(/^.*ERROR_MESSAGE: /s, '')
    .replace(/\/\S+\.(cc|h):\d+ .*?\) (?=[A-Z])/g, '')
    .trim();
}
