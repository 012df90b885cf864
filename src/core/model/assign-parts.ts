import { isChannelsLast } from './model-cures';
import type { OnnxFile } from './onnx-file';
import { usualEnds } from './usual-ends';
import { BANDS, COLOURS, differs, note, sizeAt, type Finding, type Part } from './model-contract';

/** How much a graph and its name speak for each part. From SURE on it is plain. */
interface Leaning {
  readonly encoder: number;
  readonly decoder: number;
}
const SURE = 10;

export function leaningOf(name: string, file: OnnxFile): Leaning {
  const { inputs, outputs } = file;
  const points = { encoder: 0, decoder: 0 };
  const [input, output] = [inputs[0], outputs[0]];
  const usual = usualEnds(file).file;
  const [usualIn, usualOut] = [usual.inputs[0], usual.outputs[0]];
  const [into, out] = [sizeAt(usualIn, 1), sizeAt(usualOut, 1)];
  if (inputs.length === 3 || isChannelsLast(input)) points.encoder += SURE;
  else if (isChannelsLast(output)) points.decoder += SURE;
  else if (into === COLOURS && out !== null && out !== COLOURS && out !== BANDS) points.encoder += SURE;
  else if (into !== null && into !== COLOURS && (out === COLOURS || out === BANDS)) points.decoder += SURE;
  const [before, after] = [sizeAt(usualIn, 2), sizeAt(usualOut, 2)];
  // Places of sizes are those of [batch, channels, height, width].
  const hasSizes = !isChannelsLast(usualIn) && !isChannelsLast(usualOut);
  if (hasSizes && before !== null && after !== null && inputs.length === 1)
    points[after < before ? 'encoder' : 'decoder'] += SURE;
  const say = (part: Part, weight: number, text: string | undefined, words: RegExp): void => {
    if (text !== undefined && words.test(text)) points[part] += weight;
  };
  say('encoder', 3, output?.name, /moment|latent|mean|^z$|posterior|quant/i);
  say('decoder', 3, output?.name, /coefficient|image|picture|pixel|recon|sample|rgb/i);
  say('encoder', 3, input?.name, /band|image|picture|pixel|rgb/i);
  say('decoder', 3, input?.name, /latent|^z$|sample/i);
  say('encoder', 2, name, /enc/i);
  say('decoder', 2, name, /dec/i);
  return points;
}

export type NamedGraph = { readonly name: string; readonly file: OnnxFile };

export interface Parts<T> {
  readonly encoder: T | null;
  readonly decoder: T | null;
  readonly findings: readonly Finding[];
}

/**
 * Which graph is the encoder and which the decoder; either is null while it is missing.
 * @returns findings too where that cannot be told
 */
export function assignParts<T extends NamedGraph>(graphs: readonly T[]): Parts<T> {
  const names = graphs.map(({ name }) => name).join(', ');
  const none = { encoder: null, decoder: null };
  const [one, other, third] = graphs;
  if (third)
    return {
      ...none,
      findings: [
        differs('files', 'Networks', 'one encoder and one decoder', names, 'Remove what belongs to another model.'),
      ],
    };
  if (!one) return { ...none, findings: [] };
  const first = leaningOf(one.name, one.file);
  if (!other) {
    if (first.encoder === first.decoder) {
      return {
        ...none,
        findings: [
          note(
            'files',
            'Networks',
            'one encoder and one decoder',
            `${names}, which may be either`,
            'Add the other one: together they can be told apart.',
          ),
        ],
      };
    }
    return first.encoder > first.decoder
      ? { ...none, encoder: one, findings: [] }
      : { ...none, decoder: one, findings: [] };
  }
  const second = leaningOf(other.name, other.file);
  for (const part of ['encoder', 'decoder'] as const) {
    const rest = part === 'encoder' ? 'decoder' : 'encoder';
    if ([first, second].every((each) => each[part] - each[rest] >= SURE)) {
      return {
        ...none,
        findings: [
          differs(
            'files',
            'Networks',
            'one encoder and one decoder',
            `two ${part}s: ${names}`,
            `Take one of them away, and add the ${rest}.`,
          ),
        ],
      };
    }
  }
  const straight = first.encoder + second.decoder >= first.decoder + second.encoder;
  return { encoder: straight ? one : other, decoder: straight ? other : one, findings: [] };
}
