import { decoderGraph, encoderGraph } from '../core/contract';
import type { ModelEntry } from '../core/manifest';
import type { FileRef, Precision } from '../core/precision';
import type { ModelStore } from '../inference/model-store';
import type { Runtime, Session } from '../inference/runtime';

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
  model: ModelEntry, modelsUrl: string, store: ModelStore, files: ChosenFiles = model,
): Promise<NetworkFiles> {
  const pinned = ({ file, bytes, sha256 }: FileRef, part: string) => ({
    url: new URL(file, modelsUrl).href,
    label: `the ${part} of ${model.title}${files.precision === 'fp16' ? ' in fp16' : ''}`,
    bytes, sha256,
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
 * @throws LabError as Runtime.createSession does
 */
export async function buildNetworks(
  model: ModelEntry, files: NetworkFiles, runtime: Runtime, device?: GPUDevice,
): Promise<Networks> {
  const encoder = await runtime.createSession(
    files.encoder,
    { label: `The encoder of ${model.title}`, ...encoderGraph(model) },
    device,
  );
  try {
    const decoder = await runtime.createSession(
      files.decoder,
      { label: `The decoder of ${model.title}`, ...decoderGraph(model) },
      device,
    );
    return { model, encoder, decoder };
  } catch (error) {
    await encoder.release();
    throw error;
  }
}

export async function releaseNetworks({ encoder, decoder }: Networks): Promise<void> {
  await Promise.all([encoder.release(), decoder.release()]);
}

/** Whether two entries name the same networks, used in the same way. */
export function isSameModel(a: ModelEntry, b: ModelEntry): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
