import { LabError } from '../../core/errors';
import { geometryOf, type Geometry } from '../../core/math/geometry';
import { PARITY_STAGES, parityPixels, pixelsOf, type ParityRun, type ParityTensors } from '../../core/model/parity';
import type { ModelEntry } from '../../core/model/manifest';
import { precisionOf } from '../../core/model/precision';
import type { TensorData } from '../../core/tensor';
import { readSafetensors } from '../../core/files/safetensors';
import { defaultSettings } from '../../core/settings/settings';
import type { ModelStore } from '../../inference/model-store';
import type { Backend } from './backend';
import { unlessLost } from './unless-lost';

/** Settings without edits, with the posterior mean. */
const PLAIN = defaultSettings();

/** What PyTorch made of the small picture with these networks; null where the model came without. */
export type StoredParity = ParityTensors | null;

/**
 * @throws LabError as ModelStore.load does, 'model-corrupt' where the file belongs to other networks
 */
export async function loadParity(model: ModelEntry, modelsUrl: string, store: ModelStore): Promise<StoredParity> {
  const { parity } = model;
  if (!parity) return null;
  const label = `the parity tensors of ${model.title}`;
  const content = await store.load({ ...parity, url: new URL(parity.file, modelsUrl).href, label });
  try {
    const { metadata, tensors } = readSafetensors(content);
    if (metadata['encoder'] !== model.encoder?.sha256 || metadata['decoder'] !== model.decoder?.sha256) {
      throw new Error('It belongs to another revision.');
    }
    const missing = PARITY_STAGES.find((name) => !tensors[name]);
    if (missing) throw new Error(`It lacks ${missing}.`);
    return tensors as unknown as ParityTensors;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LabError('model-corrupt', `The file of ${label} cannot be used: ${why}`, { cause });
  }
}

/**
 * The small picture through the backend as it stands, without edits; nothing that is shown changes.
 * @param pause called between steps; it may throw to give way
 */
export async function runParity(backend: Backend, stored: StoredParity, pause: () => void): Promise<ParityRun> {
  const { stages, networks, model } = backend;
  if (!model.encoder || !model.decoder)
    throw new LabError('bad-setting', `A parity receipt takes both networks of a model, and ${model.title} has one.`);
  const { pixels, geometry } = stored ? pixelsOf(stored.input) : ownPicture();
  const step = async (work: () => Promise<unknown>): Promise<void> => {
    pause();
    await unlessLost(work, stages.lost);
  };
  await step(() => stages.begin({ pixels, geometry }, networks));
  await step(() => stages.planar());
  await step(() => stages.haar());
  await step(() => stages.edit(PLAIN));
  await step(() => stages.encoder(PLAIN));
  await step(() => stages.posterior(PLAIN));
  await step(() => stages.latent(PLAIN.latent));
  await step(() => stages.decoder());
  await step(() => stages.inverse());
  const tensors: Partial<Record<(typeof PARITY_STAGES)[number], TensorData>> = {};
  for (const name of PARITY_STAGES) {
    await step(async () => {
      tensors[name] = await stages.read(name);
    });
  }
  return {
    model: backend.model.id,
    backend: backend.info.backend,
    precision: precisionOf(backend.info),
    isHalf: backend.model.computes === 'float16',
    tensors: tensors as ParityTensors,
    stored,
  };
}

function ownPicture(): { pixels: Uint8ClampedArray<ArrayBuffer>; geometry: Geometry } {
  const side = 64;
  return { pixels: parityPixels(side) as Uint8ClampedArray<ArrayBuffer>, geometry: geometryOf(side, side) };
}
