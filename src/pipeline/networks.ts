import type { ModelEntry, NetworkFile } from '../core/manifest';
import type { ModelStore } from '../inference/model-store';
import type { Runtime, Session } from '../inference/runtime';

/** The two networks of one model, ready to run. Whoever made them releases them. */
export interface Networks {
  readonly model: ModelEntry;
  readonly encoder: Session;
  readonly decoder: Session;
}

/**
 * Downloads and builds both networks.
 * @param modelsUrl address of the folder that the files are named in
 * @param device the GPU to run on, or the CPU when absent
 * @throws LabError as ModelStore.load and Runtime.createSession do
 */
export async function loadNetworks(
  model: ModelEntry, modelsUrl: string, store: ModelStore, runtime: Runtime, device?: GPUDevice,
): Promise<Networks> {
  const pinned = (network: NetworkFile, part: string) => ({
    url: new URL(network.file, modelsUrl).href,
    label: `the ${part} of ${model.title}`,
    bytes: network.bytes,
    sha256: network.sha256,
  });
  const [encoderFile, decoderFile] = await Promise.all([
    store.load(pinned(model.encoder, 'encoder')),
    store.load(pinned(model.decoder, 'decoder')),
  ]);
  const encoder = await runtime.createSession(
    encoderFile, { label: `The encoder of ${model.title}`, inputs: model.encoder.inputs, output: 'moments' }, device,
  );
  try {
    const decoder = await runtime.createSession(
      decoderFile, { label: `The decoder of ${model.title}`, inputs: ['latent'], output: model.decoder.output }, device,
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
