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
  // The last word counts: 'autoencoder/decoder.onnx'.
  const [, word] = /^.*(enc|dec)/i.exec(name) ?? [];
  say('encoder', 2, word, /enc/i);
  say('decoder', 2, word, /dec/i);
  return points;
}

export interface NamedGraph {
  readonly name: string;
  readonly file: OnnxFile;
  /** What a person says that it is. */
  readonly as?: Part | undefined;
}

export interface Parts<T> {
  readonly encoder: T | null;
  readonly decoder: T | null;
  readonly findings: readonly Finding[];
}

/**
 * Which graph is the encoder and which the decoder; either is null while it is missing.
 * @returns findings too where that cannot be told, or where there are several of one part
 */
export function assignParts<T extends NamedGraph>(graphs: readonly T[]): Parts<T> {
  const names = namesOf(graphs);
  const none = { encoder: null, decoder: null };
  const [one, other] = graphs;
  if (!one) return { ...none, findings: [] };
  if (graphs.length > 2) return plainest(graphs);
  const first = leaningFor(one);
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
            'Add the other one: together they can be told apart. Or say in the list what it is.',
          ),
        ],
      };
    }
    return first.encoder > first.decoder
      ? { ...none, encoder: one, findings: [] }
      : { ...none, decoder: one, findings: [] };
  }
  const second = leaningFor(other);
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
            `Take one of them away, and add the ${rest}. If one of them is the ${rest}, say so in the list.`,
          ),
        ],
      };
    }
  }
  const straight = first.encoder + second.decoder >= first.decoder + second.encoder;
  return { encoder: straight ? one : other, decoder: straight ? other : one, findings: [] };
}

/** Of many networks the plainest encoder and decoder, such as model.onnx beside model_fp16.onnx; the others are said. */
function plainest<T extends NamedGraph>(graphs: readonly T[]): Parts<T> {
  const of = (part: Part): T[] =>
    graphs
      .filter((graph) => {
        const { encoder, decoder } = leaningFor(graph);
        return part === 'encoder' ? encoder > decoder : decoder > encoder;
      })
      .sort((a, b) => oddness(a) - oddness(b) || a.name.length - b.name.length);
  const [encoder, decoder] = [of('encoder')[0], of('decoder')[0]];
  const expected = 'one encoder and one decoder';
  if (!encoder || !decoder) {
    const cure = 'Remove what belongs to another model, or say in the list what each one is.';
    return { encoder: null, decoder: null, findings: [differs('files', 'Networks', expected, namesOf(graphs), cure)] };
  }
  const rest = graphs.filter((graph) => graph !== encoder && graph !== decoder);
  const cure = 'Nothing, if those in use are the right ones. Others can be chosen in the list.';
  return {
    encoder,
    decoder,
    findings: [note('files', 'Networks', expected, `besides: ${namesOf(rest)}, not used`, cure)],
  };
}

/** What was said by hand comes first, what was rounded to fewer bits last. */
function oddness({ name, as }: NamedGraph): number {
  if (as) return 0;
  const file = name.split('/').at(-1) ?? name;
  return /fp?16|half|quant|u?int8|[qb]\d|bnb|fp8/i.test(file) ? 2 : 1;
}

/** What a person says is surer than anything else. */
function leaningFor({ name, file, as }: NamedGraph): Leaning {
  const leaning = leaningOf(name, file);
  return as ? { encoder: 0, decoder: 0, [as]: 10 * SURE } : leaning;
}

function namesOf(graphs: readonly NamedGraph[]): string {
  return graphs.map(({ name }) => name).join(', ');
}
