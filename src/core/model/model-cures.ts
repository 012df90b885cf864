import type { OnnxFile, OnnxValue } from './onnx-file';

/** What to do about a network of another layout, type or format. Every cure is for the case at hand. */

type Part = 'encoder' | 'decoder';

/** How the tensors of a network lie: null where they are [batch, channels, height, width]. */
export interface OtherLayout {
  readonly found: string;
  readonly cure: string;
}

const COLOURS = 3;

/** Channels at the end, of a picture: told by its three colours, which no other place has. */
export function isChannelsLast(value: OnnxValue | undefined): boolean {
  const [, second, , last] = value?.shape ?? [];
  return value?.shape?.length === 4 && last === COLOURS && second !== COLOURS;
}

/** The first thing that is laid out in another way. @param picture the value that has colours, where it is one */
export function otherLayout(
  part: Part,
  values: readonly OnnxValue[],
  picture: OnnxValue | undefined,
): OtherLayout | null {
  const text = (bad: readonly OnnxValue[]): string =>
    bad.map(({ name, shape }) => `${name} ${(shape ?? []).map((size) => size ?? '?').join(' × ')}`).join('; ');
  const [into, out] = part === 'encoder' ? ['picture', 'latent'] : ['latent', 'picture'];
  const odd = values.filter(({ shape }) => shape !== null && shape.length !== 4);
  const ranks = odd.map(({ shape }) => shape?.length ?? 0);
  if (ranks.includes(5)) {
    return {
      found: text(odd),
      cure: `It is made for video, with an axis of frames. Export a forward() for one frame: return model(${into}.unsqueeze(2)).squeeze(2).`,
    };
  }
  if (ranks.includes(3)) {
    return {
      found: text(odd),
      cure: `It has tokens in a row in place of height and width. Where they stand for places, lay the ${part === 'encoder' ? out : into} out as [batch, channels, height, width] in forward(); tokens that stand for no place cannot be shown here.`,
    };
  }
  if (odd.length > 0)
    return {
      found: text(odd),
      cure: 'Return tensors of four dimensions: a latent here has a place for each 8 × 8 pixels, or 16, 32 or 64 of them a side.',
    };
  if (isChannelsLast(picture)) {
    return {
      found: `channels at the end: ${text(values)}`,
      cure: 'Channels come last, as in TensorFlow. Export a forward() that takes x.permute(0, 2, 3, 1) and returns y.permute(0, 3, 1, 2).',
    };
  }
  return null;
}

/** What to do where values are not float32. */
export function typeCure(part: Part, types: readonly string[], isOutput: boolean): string {
  if (types.every((type) => /float/.test(type)))
    return 'Call module.float() before the export, or cast inputs and outputs to float32: weights may stay float16.';
  if (part === 'encoder') {
    return isOutput
      ? 'It gives whole numbers, as indices of a codebook are. Return the vectors that they stand for.'
      : 'This page gives pixels as float32. Cast and scale them inside forward().';
  }
  return isOutput
    ? 'Return the pixels as float32, before they are rounded to whole numbers.'
    : 'It takes whole numbers, as indices of a codebook are. Export the half after the look-up, which takes vectors.';
}

/** What to do where the runtime does not load a network, by what it says. */
export function loadingCure(message: string, { opset, ir }: Pick<OnnxFile, 'opset' | 'ir'>): string {
  const newest = /max supported IR version: (\d+)/.exec(message)?.[1];
  if (newest)
    return `The file has IR version ${ir}, and this runtime reads up to ${newest}. In Python: m = onnx.load(path); m.ir_version = 10; onnx.save(m, path).`;
  if (/released onnx opset/.test(message))
    return `It has opset ${opset}, which is newer than this runtime. Export with opset_version=17.`;
  const vendor = /error: ([\w.]+):(\w+)\(/.exec(message);
  if (vendor) return `${vendor[2]} of ${vendor[1]} is an operator of one vendor. Export without that optimisation.`;
  const missing = /No Op registered for (\w+)|implementation for (\w+)/.exec(message)?.slice(1).find(Boolean);
  if (missing)
    return `onnxruntime-web has no operator ${missing} of opset ${opset}. Write that step with other operations, or export with another opset_version.`;
  if (/perm \{[^}]*-\d/.test(message)) {
    return 'The exporter wrote an axis counted from the end, which ONNX does not know. Export with dynamo=True, or write the axis from the front: movedim(1, 3) in place of movedim(1, -1).';
  }
  if (/InferenceError/.test(message))
    return 'The graph contradicts itself: the exporter may be at fault. Try the other one (dynamo=True or False), and onnx.checker.check_model(path, full_check=True).';
  return 'Check the file with onnx.checker.check_model(path, full_check=True), and in onnxruntime for Python.';
}
