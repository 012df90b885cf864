import { elementCount } from '../math/geometry';
import { FLOAT_BYTES, readFloats, type FloatType } from './floats';
import { gathered } from './npy';
import { readPickle, Call, Name, type Pickled } from './pickle';

/** A tensor of a file of torch.save, before its values are read. */
export interface TorchTensor {
  readonly name: string;
  readonly type: FloatType;
  readonly dims: number[];
  /** Where its values lie in its storage, in values. */
  readonly strides: readonly number[];
  readonly offset: number;
  /** Path of its storage in the archive, below the one folder. */
  readonly storage: string;
}

const STORAGES: Readonly<Record<string, FloatType | undefined>> = {
  'torch HalfStorage': 'float16',
  'torch BFloat16Storage': 'bfloat16',
  'torch FloatStorage': 'float32',
  'torch DoubleStorage': 'float64',
};
/** Strides of 0 repeat values, so that few bytes may stand for very many. */
const MOST_VALUES = 2 ** 28;
const TENSOR = 'torch._utils _rebuild_tensor_v2';
const PARAMETER = 'torch._utils _rebuild_parameter';

/**
 * The tensors of floating-point numbers that torch.save put into a file: one, or those of a dictionary, list or tuple. No code
 * of the file is run: names that it would call are looked at, and none but those of tensors are known.
 * @param pickle 'data.pkl' of the archive
 * @throws Error whose message says what does not fit
 */
export function torchTensors(pickle: Uint8Array): TorchTensor[] {
  const found: TorchTensor[] = [];
  const seen = new Set<Pickled>();
  const look = (value: Pickled, name: string): void => {
    // A list may hold itself.
    if (seen.has(value)) return;
    if (typeof value === 'object' && value !== null) seen.add(value);
    const inside = (key: unknown): string => (name ? `${name}.${String(key)}` : String(key));
    if (value instanceof Map) for (const [key, one] of value) look(one, inside(key));
    else if (Array.isArray(value)) value.forEach((one, index) => look(one, inside(index)));
    else if (value instanceof Call) {
      const tensor = tensorOf(value);
      if (tensor) found.push({ name: name || 'tensor', ...tensor });
    }
  };
  look(readPickle(pickle), '');
  return found;
}

/** Its values in C order. @param bytes of its storage @throws Error where they do not fit */
export function readTorchTensor(tensor: TorchTensor, bytes: Uint8Array, littleEndian: boolean): Float32Array {
  const { type, dims, strides, offset } = tensor;
  const last = dims.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] as number), offset);
  const count = elementCount(dims);
  const there = Math.floor(bytes.length / FLOAT_BYTES[type]);
  if (count === 0 || count > MOST_VALUES || last >= there) throw new Error(BROKEN);
  return gathered(readFloats(bytes.subarray(0, there * FLOAT_BYTES[type]), type, littleEndian), dims, strides, offset);
}

/** Null for tensors of other types. */
function tensorOf({ name, args }: Call): Omit<TorchTensor, 'name'> | null {
  const [first, offset, dims, strides] = args;
  if (name === PARAMETER && first instanceof Call) return tensorOf(first);
  if (name !== TENSOR)
    throw new Error(
      `It calls ${name.replace(' ', '.')} when it is read, and this page runs no code of files. Save the tensor alone, in Python: torch.save(latent.detach().cpu().clone(), "latent.pt").`,
    );
  const [kind, storage, key] = first instanceof Call && first.name === 'persistent' ? first.args : [];
  if (kind !== 'storage' || !(storage instanceof Name) || typeof key !== 'string') throw new Error(BROKEN);
  const type = STORAGES[storage.name];
  if (!type) return null;
  if (!isWhole(offset) || !isShape(dims) || !isShape(strides) || dims.length !== strides.length)
    throw new Error(BROKEN);
  return { type, dims, strides, offset, storage: `data/${key}` };
}

const BROKEN =
  'Its list of tensors does not fit what is stored: it is damaged, or of a later form. Save it again with torch.save().';

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isShape(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isWhole);
}
