import { LabError } from '../errors';
import { contractFault } from './contract';
import type { Manifest, ModelEntry } from './manifest';

/**
 * Checks what the pipeline relies on and returns the manifest typed.
 * @throws LabError 'model-unsupported' for another version or shape, naming what is wrong.
 */
export function parseManifest(json: unknown): Manifest {
  const manifest = json as Manifest;
  if (manifest?.version !== 1) {
    const found = String((json as { version?: unknown } | null)?.version);
    throw unsupported(`its version is ${found}, and this page reads version 1. Reload to get a newer page`);
  }
  if (!Array.isArray(manifest.models) || manifest.models.length === 0) throw unsupported('it lists no models');
  for (const model of manifest.models) checkModel(model);
  if (!manifest.models.some((model) => model.id === manifest.default)) {
    throw unsupported(`its default "${manifest.default}" is not among its models`);
  }
  return manifest;
}

function checkModel(model: ModelEntry): void {
  const name = `model "${model?.id}"`;
  if (typeof model?.id !== 'string' || model.id === '') throw unsupported('a model has no id');
  for (const part of ['encoder', 'decoder'] as const) {
    const network = model[part];
    // A model may have one of both; that it has one is looked at below.
    if (network === undefined) continue;
    if (!network?.file || !(network.bytes > 0) || !/^[0-9a-f]{64}$/.test(network.sha256 ?? '')) {
      throw unsupported(`${name} needs file, bytes and sha256 for its ${part}`);
    }
  }
  if (model.study !== undefined && (typeof model.study !== 'string' || model.study === ''))
    throw unsupported(`${name} has a study without a name`);
  const fault = contractFault(model);
  if (fault) throw unsupported(`${name} ${fault}`);
}

function unsupported(what: string): LabError {
  return new LabError('model-unsupported', `The list of models cannot be used: ${what}.`);
}
