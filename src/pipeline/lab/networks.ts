import { decoderGraph, encoderGraph, hasVariance, type GraphContract } from '../../core/model/contract';
import { LabError } from '../../core/errors';
import type { ModelEntry } from '../../core/model/manifest';
import { preparedGraph, type PreparedGraph } from '../../core/model/prepared-graph';
import type { ApartGraph } from '../../core/model/onnx-weights';
import type { Precision } from '../../core/backend-kind';
import type { FileRef } from '../../core/model/precision';
import type { ModelStore } from '../../inference/model-store';
import type { Runtime, Session } from '../../inference/runtime';

/** The two networks of one model, ready to run. Whoever made them releases them. */
export interface Networks {
  readonly model: ModelEntry;
  readonly encoder: Session;
  readonly decoder: Session;
}

/** Which files of a model: those of one precision. */
export type ChosenFiles = { readonly [part in 'encoder' | 'decoder']: FileRef } & { readonly precision?: Precision };

/** The bytes of both networks, checked. */
export interface NetworkFiles {
  readonly encoder: Uint8Array<ArrayBuffer>;
  readonly decoder: Uint8Array<ArrayBuffer>;
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
  const [encoder, decoder] = await Promise.all([
    store.load(pinned(files.encoder, 'encoder')),
    store.load(pinned(files.decoder, 'decoder')),
  ]);
  return { encoder, decoder };
}

/**
 * Builds both networks.
 * @param device the GPU to run on, or the CPU when absent
 * @throws LabError 'model-unsupported' where one draws random numbers for good, and as Runtime.createSession does
 */
export async function buildNetworks(
  model: ModelEntry,
  files: NetworkFiles,
  runtime: Runtime,
  device?: GPUDevice,
): Promise<Networks> {
  const build = (part: 'encoder' | 'decoder', graph: GraphContract): Promise<Session> => {
    const label = `The ${part} of ${model.title}`;
    return runtime.createSession(
      prepared(files[part], label, part === 'encoder' && hasVariance(model)),
      { label, ...graph },
      device,
    );
  };
  const encoder = await build('encoder', encoderGraph(model));
  try {
    const decoder = await build('decoder', decoderGraph(model));
    return { model, encoder, decoder };
  } catch (error) {
    await encoder.release();
    throw error;
  }
}

/**
 * The graph with the usual ends, and without random numbers: results are to be repeated, and backends compared with each other.
 * @throws LabError 'model-unsupported' where they cannot be taken out
 */
function prepared(content: Uint8Array<ArrayBuffer>, label: string, wantsMoments: boolean): ApartGraph {
  let found: PreparedGraph;
  try {
    found = preparedGraph(content, wantsMoments);
  } catch {
    // It is no graph, and the runtime says so.
    return { content, weights: null };
  }
  const { stuck } = found.random;
  if (stuck.length === 0) return found;
  throw new LabError(
    'model-unsupported',
    `${label} draws random numbers (${stuck.join(', ')}) that cannot be taken out, so its results could not be repeated. Export it without them.`,
  );
}

export async function releaseNetworks({ encoder, decoder }: Networks): Promise<void> {
  await Promise.all([encoder.release(), decoder.release()]);
}

/** Whether two entries name the same networks, used in the same way. */
export function isSameModel(a: ModelEntry, b: ModelEntry): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
