import { graphOf, hasVariance } from '../../core/model/contract';
import { LabError } from '../../core/errors';
import { isOwnAddress } from '../../core/model/own-ids';
import type { ModelEntry } from '../../core/model/manifest';
import { preparedGraph, type PreparedGraph } from '../../core/model/prepared-graph';
import type { ApartGraph } from '../../core/model/onnx-weights';
import type { Part } from '../../core/tiles/run-plan';
import type { ChosenFiles, FileRef } from '../../core/model/precision';
import type { ModelStore } from '../../inference/model-store';
import type { Runtime, Session } from '../../inference/runtime';

/** The networks of one model, ready to run; it may have one of the two. Whoever made them releases them. */
export interface Networks {
  readonly model: ModelEntry;
  readonly encoder?: Session;
  readonly decoder?: Session;
}

/** The bytes of its networks, checked. */
export interface NetworkFiles {
  readonly encoder?: Uint8Array<ArrayBuffer>;
  readonly decoder?: Uint8Array<ArrayBuffer>;
}

/**
 * @param modelsUrl address of the folder that the files are named in
 * @param files those of float32 arithmetic when absent
 * @throws LabError as ModelStore.load does
 */
export async function downloadNetworks(
  model: ModelEntry,
  modelsUrl: string,
  store: ModelStore,
  files: ChosenFiles = model,
): Promise<NetworkFiles> {
  const pinned = ({ file, bytes, sha256 }: FileRef, part: string) => ({
    url: new URL(file, modelsUrl).href,
    label: `the ${part} of ${model.title}${files.precision === 'fp16' ? ' in fp16' : ''}`,
    bytes,
    sha256,
  });
  const load = async (part: Part) => files[part] && (await store.load(pinned(files[part], part)));
  const first = load('encoder');
  // Own ones come from the disk, and may be large: each takes its room twice while its hash is computed.
  if (files.encoder && isOwnAddress(files.encoder.file)) await first;
  const [encoder, decoder] = await Promise.all([first, load('decoder')]);
  return { ...(encoder && { encoder }), ...(decoder && { decoder }) };
}

/**
 * Builds the networks.
 * @param device the GPU to run on, or the CPU when absent
 * @throws LabError 'model-unsupported' where one draws random numbers for good or needs a float16 that the GPU lacks, and as Runtime.createSession does
 */
export async function buildNetworks(
  model: ModelEntry,
  files: NetworkFiles,
  runtime: Runtime,
  device?: GPUDevice,
): Promise<Networks> {
  const build = async (part: Part): Promise<Session | undefined> => {
    const [content, graph] = [files[part], graphOf(model, part)];
    if (!content || !graph) return undefined;
    return runtime.createSession(preparedFor(model, part, content), { label: labelOf(model, part), ...graph }, device);
  };
  if (model.computes === 'float16' && device && !device.features.has('shader-f16'))
    throw new LabError(
      'model-unsupported',
      `${model.title} computes in float16, and this GPU does not (it has no shader-f16). The CPU can run it.`,
    );
  const encoder = await build('encoder');
  try {
    const decoder = await build('decoder');
    return { model, ...(encoder && { encoder }), ...(decoder && { decoder }) };
  } catch (error) {
    await encoder?.release();
    throw error;
  }
}

/** What a network is called in sentences. */
export function labelOf({ title }: ModelEntry, part: Part): string {
  return `The ${part} of ${title}`;
}

/** The graph of a network as it is run. @throws LabError 'model-unsupported' where its random numbers cannot be taken out */
export function preparedFor(model: ModelEntry, part: Part, content: Uint8Array<ArrayBuffer>): ApartGraph {
  return prepared(
    content,
    labelOf(model, part),
    part === 'encoder' && hasVariance(model),
    model[part]?.random === true,
  );
}

/**
 * The graph with the usual ends, and without random numbers unless they are to stay: results are to be repeated, and backends compared.
 * @throws LabError 'model-unsupported' where they cannot be taken out
 */
function prepared(
  content: Uint8Array<ArrayBuffer>,
  label: string,
  wantsMoments: boolean,
  keepsRandom: boolean,
): ApartGraph {
  let found: PreparedGraph;
  try {
    found = preparedGraph(content, wantsMoments, keepsRandom);
  } catch {
    // It is no graph, and the runtime says so.
    return { content, weights: null };
  }
  const { stuck } = found.random;
  if (keepsRandom || stuck.length === 0) return found;
  throw new LabError(
    'model-unsupported',
    `${label} draws random numbers (${stuck.join(', ')}) that cannot be taken out, so its results could not be repeated. Export it without them, or add it anew with its noise left as it is.`,
  );
}

export async function releaseNetworks({ encoder, decoder }: Networks): Promise<void> {
  await Promise.all([encoder?.release(), decoder?.release()]);
}

/** @throws LabError 'bad-setting' where a model lacks the network, in words that say what else can be done */
export function sessionOf({ model, ...sessions }: Networks, part: Part): Session {
  const session = sessions[part];
  if (!session) throw lacksNetwork(model, part);
  return session;
}

export function lacksNetwork({ title }: Pick<ModelEntry, 'title'>, part: Part): LabError {
  return new LabError(
    'bad-setting',
    part === 'encoder'
      ? `${title} is a decoder alone: it has no encoder for a picture. Open a latent, or decode a sample of N(0, 1) in the drawer Begin at a latent.`
      : `${title} is an encoder alone: it has no decoder for a latent. Open a picture, or choose a model with a decoder.`,
  );
}

/** Whether two entries name the same networks, used in the same way. */
export function isSameModel(a: ModelEntry, b: ModelEntry): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
