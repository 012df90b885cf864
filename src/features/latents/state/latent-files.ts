import { LabError } from '../../../core/errors';
import { readFloats, type FloatType } from '../../../core/files/floats';
import { COMFY, isArrayFile, mayBeLatents } from '../../../core/files/latent-keys';
import { latentShape, type LatentShape } from '../../../core/files/latent-shape';
import { isNpy, readNpy } from '../../../core/files/npy';
import { readBytes } from '../../../core/files/read-bytes';
import { FLOAT_TYPES, readTensorHeader, tensorHeaderEnd } from '../../../core/files/safetensors';
import { readTorchTensor, torchTensors } from '../../../core/files/torch-tensors';
import type { LatentUnits } from '../../../core/model/latent-units';
import { unzip } from '../../../client/unzip';

/** A tensor of a file that may be a latent, or several. */
export interface FileTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: FloatType;
  readonly shape: LatentShape;
  /** All values, row-major. Rejects with an Error whose message says what does not fit. */
  readonly read: () => Promise<Float32Array>;
}

/** What of a file can be a latent; at least one tensor. */
export interface LatentFile {
  readonly name: string;
  /** The kind of file, in words. */
  readonly kind: string;
  readonly tensors: readonly FileTensor[];
  /** The units that the kind of file or its own metadata names, with the reason as a sentence; null where it says nothing. */
  readonly units: { readonly is: LatentUnits; readonly because: string } | null;
  /** What was done with it or left out, as sentences. */
  readonly notes: readonly string[];
}

interface Found extends Omit<LatentFile, 'name' | 'tensors'> {
  readonly tensors: readonly Omit<FileTensor, 'shape'>[];
}

/** Whether a file holds latents rather than weights: a look at names and shapes, without its values. Never rejects. */
export async function holdsLatents(file: File): Promise<boolean> {
  if (isArrayFile(file)) return true;
  if (!mayBeLatents(file)) return false;
  try {
    const { tensors } = await tensorsOf(file);
    return tensors.length > 0 && !tensors.some(({ name }) => /(^|\.)(weight|bias|gamma|beta)$/.test(name));
  } catch {
    return false;
  }
}

/** Whether each of some files holds latents; a look at each, however many. */
export async function allHoldLatents(files: readonly File[]): Promise<boolean> {
  return (await Promise.all(files.map(holdsLatents))).every(Boolean);
}

/**
 * Reads a file of latents: .npy, .npz, .safetensors, .latent of ComfyUI, or what torch.save wrote.
 * @throws LabError 'unsupported-format' with a sentence about what does not fit and what to do
 */
export async function readLatentFile(file: File): Promise<LatentFile> {
  const refuse = (why: string): LabError =>
    new LabError('unsupported-format', `"${file.name}" cannot be shown. ${why}`);
  if (file.size === 0) throw new LabError('empty-file', `"${file.name}" is empty (0 bytes). Choose another file.`);
  let found: Found;
  try {
    found = await tensorsOf(file);
  } catch (thrown) {
    throw thrown instanceof LabError ? thrown : refuse((thrown as Error).message);
  }
  const notes = [...found.notes];
  const tensors: FileTensor[] = [];
  const others: string[] = [];
  for (const tensor of found.tensors) {
    const shape = latentShape(tensor.dims);
    if (typeof shape === 'string') others.push(`${tensor.name}: ${shape}`);
    else tensors.push({ ...tensor, shape });
  }
  if (tensors.length === 0)
    throw refuse(others[0] ?? notes.join(' ') ?? 'It holds no tensor of floating-point numbers.');
  if (others.length > 0) notes.push(`Left out: ${others.join(' ')}`);
  return { ...found, name: file.name, tensors, notes };
}

async function tensorsOf(file: File): Promise<Found> {
  const start = await readBytes(file.slice(0, 16), file.name);
  if (isNpy(start)) return { kind: 'NumPy array', tensors: [await arrayOf(file)], units: null, notes: [] };
  if (start[0] === 0x50 && start[1] === 0x4b) return archived(file);
  // "{" behind the length of the header.
  if (start[8] === 0x7b) return safetensors(file);
  if (start[0] === 0x80) throw new Error(LEGACY);
  throw new Error('It is no .npy, .npz, .safetensors or .latent file, and no file of torch.save().');
}

const LEGACY =
  'It is a pickle, and reading one may run code. Save it in the present form of PyTorch: torch.save(torch.load("old.pt", weights_only=True), "latent.pt").';

async function arrayOf(file: File, name = 'array'): Promise<Omit<FileTensor, 'shape'>> {
  const { data, dims, type } = readNpy(await readBytes(file, file.name));
  return { name, dims, type, read: async () => data };
}

/** .npz of NumPy, or what torch.save writes: both are ZIP archives. */
async function archived(file: File): Promise<Found> {
  const { files } = await unzip(file);
  const pickle = files.find(({ path }) => /(^|\/)data\.pkl$/.test(path));
  if (pickle) return torchArchive(pickle, files);
  const arrays = files.filter(({ path }) => path.endsWith('.npy'));
  if (arrays.length === 0) throw new Error('It is an archive without arrays or tensors.');
  const read = await Promise.allSettled(arrays.map(({ file: array, path }) => arrayOf(array, path.slice(0, -4))));
  const notes = read.flatMap((one, index) =>
    one.status === 'rejected' ? [`Left out: ${arrays[index]?.path}. ${(one.reason as Error).message}`] : [],
  );
  return {
    kind: 'NumPy archive',
    tensors: read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    units: null,
    notes,
  };
}

type Inside = Awaited<ReturnType<typeof unzip>>['files'];

async function torchArchive(pickle: Inside[number], files: Inside): Promise<Found> {
  const folder = pickle.path.slice(0, -'data.pkl'.length);
  const at = (path: string): File | undefined => files.find((each) => each.path === folder + path)?.file;
  const littleEndian = (await at('byteorder')?.text()) !== 'big';
  const tensors = torchTensors(await readBytes(pickle.file, pickle.path)).map((tensor) => ({
    ...tensor,
    read: async () => {
      const storage = at(tensor.storage);
      if (!storage) throw new Error(`It lacks ${tensor.storage}, the values of ${tensor.name}. Save it again.`);
      return readTorchTensor(tensor, await readBytes(storage, tensor.storage), littleEndian);
    },
  }));
  return { kind: 'PyTorch file', tensors, units: null, notes: [] };
}

async function safetensors(file: File): Promise<Found> {
  const first = await readBytes(file.slice(0, 8), file.name);
  const header = await readBytes(file.slice(0, tensorHeaderEnd(first, file.size)), file.name);
  const { entries, metadata } = readTensorHeader(header, file.size);
  const floats = entries.filter(({ dtype, begin, end }) => FLOAT_TYPES[dtype] && end > begin);
  const comfy = floats.find(({ name }) => name === COMFY.tensor);
  const isOld = comfy && !entries.some(({ name }) => name === COMFY.marker);
  const others = entries.filter((entry) => !floats.includes(entry) && entry.name !== COMFY.marker);
  const notes =
    others.length > 0 ? [`Left out: ${others.map(({ name, dtype }) => `${name} (${dtype})`).join(', ')}.`] : [];
  if (isOld)
    notes.push(`It has no ${COMFY.marker}: its values are multiplied by 1/${COMFY.oldFactor}, as ComfyUI does.`);
  return {
    kind: comfy ? 'ComfyUI latent' : 'safetensors file',
    units: comfy ? { is: 'raw', because: 'ComfyUI stores z as the autoencoder knows it.' } : said(metadata),
    notes,
    tensors: (comfy ? [comfy] : floats).map(({ name, dtype, dims, begin, end }) => {
      const type = FLOAT_TYPES[dtype] as FloatType;
      return {
        name,
        dims,
        type,
        read: async () => {
          const values = readFloats(await readBytes(file.slice(begin, end), file.name), type);
          return isOld ? values.map((value) => value * Math.fround(1 / COMFY.oldFactor)) : values;
        },
      };
    }),
  };
}

/** Units by the metadata that this page writes. */
function said({ units }: Readonly<Record<string, string>>): LatentFile['units'] {
  return units === 'scaled' || units === 'raw' ? { is: units, because: `The file itself says "${units}".` } : null;
}
