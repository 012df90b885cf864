import { decoderGraph, encoderGraph } from '../core/contract';
import type { ModelEntry, NetworkFile } from '../core/manifest';
import type { ModelStore } from '../inference/model-store';
import type { Runtime, Session } from '../inference/runtime';

/** The two networks of one model, ready to run. Whoever made them releases them. */
export interface Networks {
  readonly model: ModelEntry;
  readonly encoder: Session;
  readonly decoder: Session;
}

/** The bytes of both networks, checked. */
export interface NetworkFiles {
  readonly encoder: Uint8Array<ArrayBuffer>;
  readonly decoder: Uint8Array<ArrayBuffer>;
}

/**
 * @param modelsUrl address of the folder that the files are named in
 * @throws LabError as ModelStore.load does
 */
export async function downloadNetworks(model: ModelEntry, modelsUrl: string, store: ModelStore): Promise<NetworkFiles> {
  const pinned = (network: NetworkFile, part: string) => ({
    url: new URL(network.file, modelsUrl).href,
    label: `the ${part} of ${model.title}`,
    bytes: network.bytes,
    sha256: network.sha256,
  });
  const [encoder, decoder] = await Promise.all([
    store.load(pinned(model.encoder, 'encoder')),
    store.load(pinned(model.decoder, 'decoder')),
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

/** Whether two entries of the manifest name the same networks. */
export function isSameModel(a: ModelEntry, b: ModelEntry): boolean {
  return a.encoder.sha256 === b.encoder.sha256 && a.decoder.sha256 === b.decoder.sha256;
}
