import { looksLike } from '../model/onnx-file';
import { PARITY_STAGES } from '../model/parity';
import { readTensorHeader, tensorHeaderEnd } from './safetensors';

/**
 * What a file is that somebody gave the page together with a model, by its name and its first bytes.
 * - weights: of a framework, which a browser cannot run
 * - tensors: a safetensors file with something else in it
 * - unknown: the bytes have to tell; most are ONNX graphs
 */
export type FileKind = 'json' | 'parity' | 'weights' | 'tensors' | 'unknown';

/** Names of tensors as layers have them: 'decoder.conv_in.weight'. */
const LAYER = /\.(weight|bias|gamma|beta|running_mean|scale)$/;
const CHECKPOINT = /\.(safetensors|pth?|ckpt|bin|sft)$/i;
/** One name alone may be that of a latent's file. */
const SOME_STAGES = 3;
/** No header ends after so many bytes. */
const LONGEST_HEADER = 8 + 64 * 2 ** 20;

/** The first bytes of a file, as far as they tell what it is: of a safetensors file its whole header. */
export async function readHead(data: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const start = new Uint8Array(await data.slice(0, 64).arrayBuffer());
  if (looksLike(start) !== 'a safetensors file') return start;
  // One that is longer than the file is told from what there is of it.
  const end = tensorHeaderEnd(start, Infinity);
  return end > LONGEST_HEADER ? start : new Uint8Array(await data.slice(0, end).arrayBuffer());
}

/**
 * @param head as readHead() gives it
 * @param size bytes of the whole file
 */
export function fileKind(name: string, head: Uint8Array, size: number): FileKind {
  const looks = looksLike(head);
  if (/\.json$/i.test(name) || looks === 'a JSON file') return 'json';
  if (/\.safetensors$/i.test(name) || looks === 'a safetensors file') return tensorKind(head, size);
  const isCheckpoint = looks === 'a PyTorch checkpoint or another ZIP archive' || looks === 'a pickled checkpoint';
  return isCheckpoint && CHECKPOINT.test(name) ? 'weights' : 'unknown';
}

function tensorKind(head: Uint8Array, size: number): FileKind {
  try {
    const names = readTensorHeader(head, size).entries.map(({ name }) => name);
    if (PARITY_STAGES.filter((stage) => names.includes(stage)).length >= SOME_STAGES) return 'parity';
    return names.some((name) => LAYER.test(name)) ? 'weights' : 'tensors';
  } catch {
    return 'tensors';
  }
}
