import { assignParts, type Parts } from '../../core/model/assign-parts';
import { checkGraph, differs, randomFindings, type GraphPlan } from '../../core/model/model-contract';
import { looksLike, readOnnx, type OnnxFile, type OnnxValue } from '../../core/model/onnx-file';
import { readPieces } from '../../core/files/read-bytes';
import type { FileReport, InspectProgress, ModelReport, OwnFile, OwnManifest } from '../../core/model/own-model';
import { preparedGraph, type PreparedGraph } from '../../core/model/prepared-graph';
import { endFindings } from '../../core/model/usual-ends';
import { sha256 } from '../../core/files/sha256';
import { fileKind, readHead, type FileKind } from '../../core/files/file-kind';
import type { DiffusersFacts } from '../../core/files/diffusers-config';
import { setAside } from '../../core/model/model-folder';
import { gatherWeights } from './weight-files';
import { manifestFindings, readTexts, sayWeights, whyNotParity, type Read, type Said } from './side-files';

/** A network among the files, with what its graph says. */
export interface NetworkContent {
  readonly source: OwnFile;
  readonly name: string;
  readonly as?: 'encoder' | 'decoder' | undefined;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  readonly file: OnnxFile;
  /** Files beside it that its weights are in. */
  readonly besides: readonly OwnFile[];
  /** What it was put together to from these, to be stored; null where it is the source itself. */
  readonly whole: Blob | null;
  /** Files that it names, and that are not here, or not whole. */
  readonly lacks: readonly string[];
}

/** What the files are, before anything runs. */
export interface SortedFiles extends Pick<ModelReport, 'files' | 'missing' | 'findings' | 'noise'> {
  readonly encoder: PlannedNetwork | null;
  readonly decoder: PlannedNetwork | null;
  readonly manifest: OwnManifest | null;
  readonly configs: readonly DiffusersFacts[];
  readonly parity: { readonly bytes: number; readonly sha256: string } | null;
}

/** `graph` and `file` are what runs; `bytes` and `sha256` are those of the file that is stored. */
export type PlannedNetwork = Omit<NetworkContent, 'content'> & {
  readonly graph: PreparedGraph;
  readonly plan: GraphPlan;
  readonly bytes: number;
};

type Reading = (file: Pick<OwnFile, 'name' | 'data'>) => Promise<Uint8Array<ArrayBuffer>>;
/** The share of the whole check that reading takes, and bytes from which on a file is worth a progress of its own. */
export const READ = 0.05;
const SEEN = 2 ** 23;

function mega(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

/** Reads what was dropped and tells what each file is. Never throws: what is wrong is in the report. Progress goes to READ. @param keepsRandom noise that graphs draw is left in */
export async function sortFiles(
  files: readonly OwnFile[],
  onProgress: (progress: InspectProgress) => void = () => undefined,
  keepsRandom = false,
): Promise<SortedFiles> {
  const says = new Map<OwnFile, Said>();
  // A small one is read before anybody could see it.
  const reading: Reading = async ({ name, data }) =>
    data.size < SEEN
      ? new Uint8Array(await data.arrayBuffer())
      : readPieces(data, (bytes) => {
          const text = `Reading ${name}: ${mega(bytes)} of ${mega(data.size)}`;
          onProgress({ text, share: (READ * bytes) / data.size });
        });
  const networks: NetworkContent[] = [];
  const [texts, tensors, weights]: [Read[], Read[], OwnFile[]] = [[], [], []];
  const aside = setAside(files.map(({ name }) => name));
  // Graphs first: they tell which of the others are their weights, which are not read by themselves.
  for (const source of files.toSorted((a, b) => Number(isGraph(b)) - Number(isGraph(a)))) {
    if (networks.some(({ besides }) => besides.includes(source))) continue;
    const why = aside.get(files.indexOf(source));
    if (source.as === 'none' || (why && !source.as)) {
      says.set(source, { role: 'aside', says: why?.part ? `${why.part}, another part of the pipeline.` : 'Not used.' });
      continue;
    }
    const kind = await kindOf(source);
    if (kind === 'weights') weights.push(source);
    else if (kind === 'tensors') says.set(source, { role: null, says: NO_NETWORK });
    else {
      const content = await contentOf(source, reading);
      if (typeof content === 'string') says.set(source, { role: null, says: content });
      else if (kind === 'json') texts.push({ source, content });
      else if (kind === 'parity') tensors.push({ source, content });
      else await readNetwork(source, content, files, networks, says, reading);
    }
  }
  const parts = assignParts(networks);
  const findings = [...parts.findings];
  for (const network of networks) {
    says.set(network.source, sayNetwork(network, parts));
    for (const file of network.besides) says.set(file, { role: 'weights', says: `Weights of ${network.name}.` });
  }
  for (const source of weights) says.set(source, sayWeights(source, !parts.encoder || !parts.decoder));

  const hashes = networks.map((network) => network.sha256);
  const { manifest, configs, findings: about } = readTexts(texts, hashes, says);
  findings.push(...about);
  let parity: SortedFiles['parity'] = null;
  for (const { source, content } of tensors) {
    const why = whyNotParity(content, parts);
    says.set(source, why ? { role: null, says: why } : { role: 'parity', says: 'Parity tensors of these networks.' });
    if (why) findings.push(differs('files', source.name, 'parity tensors of these networks', 'something else', why));
    else parity = { bytes: content.length, sha256: await sha256(content) };
  }
  let noise: ModelReport['noise'];
  const plan = (part: 'encoder' | 'decoder'): PlannedNetwork | null => {
    const network = parts[part];
    if (!network) return null;
    const { content, ...rest } = network;
    const graph = preparedGraph(content, part === 'encoder', keepsRandom);
    const { random, ends } = graph;
    if (random.stuck.length > 0) noise = 'stuck';
    else if (random.operators.length > 0) noise ??= 'removable';
    const file = { ...graph.file, besides: network.lacks };
    const { findings: found, plan: made } = checkGraph(part, file);
    findings.push(...found, ...endFindings(part, ends), ...randomFindings(part, random, keepsRandom));
    if (!made || (random.stuck.length > 0 && !keepsRandom)) return null;
    return {
      ...rest,
      bytes: content.length,
      graph,
      file,
      plan: part === 'encoder' ? named(made, manifest?.encoder.inputs) : made,
    };
  };
  const [encoder, decoder] = [plan('encoder'), plan('decoder')];
  if (manifest) findings.push(...manifestFindings(manifest, parts));
  const missing = (['encoder', 'decoder'] as const).filter((part) => !parts[part]);
  const reports = files.map((source): FileReport => {
    const whole = networks.find((network) => network.source === source)?.whole;
    return { name: source.name, bytes: source.data.size, ...(says.get(source) as Said), ...(whole && { whole }) };
  });
  return { files: reports, missing, findings, ...(noise && { noise }), encoder, decoder, manifest, configs, parity };
}

async function readNetwork(
  source: OwnFile,
  found: Uint8Array<ArrayBuffer>,
  files: readonly OwnFile[],
  networks: NetworkContent[],
  says: Map<OwnFile, Said>,
  read: Reading,
): Promise<void> {
  try {
    const { name, as } = source;
    const told = as === 'none' ? undefined : as;
    const { data: whole, used: besides, lacks } = gatherWeights(source, found, files);
    const content = whole ? await read({ name, data: whole }) : found;
    const [file, hash] = [readOnnx(content), await sha256(content)];
    const network = { source, name, as: told, content, file, sha256: hash, besides, whole, lacks };
    const same = networks.find((other) => other.sha256 === network.sha256);
    if (same) says.set(source, { role: null, says: `It is the same file as ${same.name}.` });
    else networks.push(network);
  } catch (error) {
    says.set(source, { role: null, says: whyNotOnnx(source.name, found, error) });
  }
}

const NO_NETWORK =
  'Tensors, but neither the weights of a model nor parity tensors. A model is an encoder and a decoder as ONNX.';

function isGraph({ name }: OwnFile): boolean {
  return /\.onnx$/i.test(name);
}

/** What cannot be read says so when it is read as a whole. */
function kindOf({ name, data }: OwnFile): Promise<FileKind> {
  return readHead(data).then(
    (head) => fileKind(name, head, data.size),
    () => 'unknown',
  );
}

/** The bytes, or a sentence about why there are none. */
async function contentOf({ name, data }: OwnFile, read: Reading): Promise<Uint8Array<ArrayBuffer> | string> {
  if (data.size === 0) return `"${name}" is empty (0 bytes).`;
  try {
    return await read({ name, data });
  } catch {
    return `"${name}" could not be read: it may have been moved or changed, or it is too large for this browser. Choose it again.`;
  }
}

function whyNotOnnx(name: string, content: Uint8Array, error: unknown): string {
  const kind = looksLike(content);
  if (kind) return `"${name}" is ${kind}, not an ONNX graph. Export encoder and decoder as ONNX.`;
  if (/\.(onnx[._]data|data|bin)$/i.test(name))
    return `"${name}" seems to hold the weights of an ONNX file. Drop the graph that names it (.onnx) together with it.`;
  return `"${name}" is not an ONNX graph that can be read. ${error instanceof Error ? error.message : ''}`.trim();
}

const PART_WORDS = { encoder: 'Encoder', decoder: 'Decoder' } as const;

function sayNetwork(network: NetworkContent, { encoder, decoder }: Parts<NetworkContent>): Said {
  const { inputs, outputs } = network.file;
  const channels = (shape: OnnxValue['shape']): string =>
    typeof shape?.[1] === 'number' ? ` (${shape[1]} channels)` : '';
  const list = (values: readonly OnnxValue[]): string =>
    values.map(({ name, shape }) => name + channels(shape)).join(', ') || 'nothing';
  const role = network === encoder ? 'encoder' : network === decoder ? 'decoder' : 'network';
  const isLeftOver = encoder !== null && decoder !== null;
  const head =
    role !== 'network' ? PART_WORDS[role] : isLeftOver ? 'Network, not used' : 'Network, which one is not clear yet';
  return { role, says: `${head}: takes ${list(inputs)}, gives ${list(outputs)}.` };
}

/** Input names in the order of the manifest, where it lists the same ones. */
function named(plan: GraphPlan, inputs: readonly string[] | undefined): GraphPlan {
  const same =
    Array.isArray(inputs) && inputs.length === plan.inputs.length && inputs.every((name) => plan.inputs.includes(name));
  return same ? { ...plan, inputs } : plan;
}
