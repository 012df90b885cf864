import { LabError } from '../../core/errors';
import { SILENT_MS, withLimit } from '../../core/limits';
import { ST_LPIPS } from '../../core/metrics/st-lpips';
import { findModel, hashesOf, type Manifest, type ModelEntry } from '../../core/model/manifest';
import { parseManifest } from '../../core/model/parse-manifest';
import { isOwnId } from '../../core/model/own-ids';
import type { Settings } from '../../core/settings/settings';
import type { ModelStore } from '../../inference/model-store';
import { RUNTIME_HASHES } from '../../inference/runtime';
import type { ChosenFiles } from '../../core/model/precision';
import { downloadNetworks, type NetworkFiles } from './networks';

/** The models of this server and their files. */
export class Models {
  readonly #folder: string;
  readonly #store: ModelStore;
  #manifest: Manifest | undefined;

  /** @param folder absolute address of the folder with manifest.json, ending in '/' */
  constructor(folder: string, store: ModelStore) {
    this.#folder = folder;
    this.#store = store;
  }

  /** The model that settings name, of this server or of this browser. @throws LabError 'model-missing', and as fetchManifest does */
  async find({ model }: Pick<Settings, 'model'>): Promise<ModelEntry> {
    if (isOwnId(model)) return this.#store.ownEntry(model);
    this.#manifest ??= await fetchManifest(this.#folder);
    return findModel(this.#manifest, model || this.#manifest.default);
  }

  /** @throws LabError as ModelStore.load does */
  download(model: ModelEntry, files: ChosenFiles): Promise<NetworkFiles> {
    return downloadNetworks(model, this.#folder, this.#store, files);
  }

  /** Drops stored files of older revisions. For when everything that is needed now is stored. */
  tidy(): void {
    if (!this.#manifest) return;
    const wanted = new Set([...hashesOf(this.#manifest), ...RUNTIME_HASHES, ST_LPIPS.sha256]);
    void this.#store.keepOnly(wanted, new URL('..', this.#folder).href);
  }
}

/** @throws LabError 'fetch-failed', 'model-missing', 'http-error', 'model-corrupt', and as parseManifest does */
async function fetchManifest(modelsUrl: string): Promise<Manifest> {
  const url = new URL('manifest.json', modelsUrl);
  const stop = new AbortController();
  const asked = withLimit(fetch(url, { cache: 'no-cache', signal: stop.signal }), SILENT_MS, () => noAnswer(stop));
  const response = await asked.catch((cause: unknown) => {
    throw cause instanceof LabError
      ? cause
      : new LabError(
          'fetch-failed',
          'The list of models could not be downloaded. Check the connection, then try again.',
          { cause },
        );
  });
  if (response.status === 404)
    throw new LabError('model-missing', `The list of models is not on this server (${url.pathname}).`);
  if (!response.ok)
    throw new LabError('http-error', `The server answered ${response.status} for the list of models. Try again later.`);
  const json: unknown = await withLimit(response.json(), SILENT_MS, () => noAnswer(stop)).catch((cause: unknown) => {
    throw cause instanceof LabError
      ? cause
      : new LabError('model-corrupt', 'The list of models is not valid JSON. Reload the page.', { cause });
  });
  return parseManifest(json);
}

function noAnswer(stop: AbortController): LabError {
  stop.abort();
  return new LabError(
    'fetch-failed',
    `The list of models has not come within ${SILENT_MS / 1000} s. Check the connection, then try again.`,
  );
}
