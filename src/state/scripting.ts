import { loadPart } from '../client/parts';
import { LabError, toErrorInfo } from '../core/errors';
import type { LabScripting } from '../core/scripting-types';
import { infoOf } from './gpu-fate';
import type { Lab } from './lab';

/** The object behind window.litevae. Everything that rejects gives a plain { code, message }. */
export function createScripting(lab: Lab): LabScripting {
  const { store, actions } = lab;
  return {
    get ready() {
      return plain(lab.ready);
    },
    open: (source) => plain(actions.open(source)),
    openLatent: (latent, options) =>
      plain(
        latent instanceof Blob
          ? loadPart(() => import('../features/latents/state/latent-script')).then(({ openLatentFile }) =>
              openLatentFile(lab, latent, options),
            )
          : actions.openLatent({ name: 'Latent', ...latent }, options),
      ),
    sampleLatent: (ask) =>
      plain(
        loadPart(() => import('../features/alone/state/begin-at-latent')).then(({ decodeSample }) =>
          decodeSample(lab, ask),
        ),
      ),
    set: (patch) => plain(attempt(() => actions.set(patch))),
    settings: () => structuredClone(store.getState().settings),
    run: () => plain(actions.run()),
    tensor: (name, slot) => plain(actions.tensor(name, slot)),
    layers: (part) => plain(actions.ask('layers', part)),
    layer: (ref) => plain(actions.ask('layer', ref)),
    scan: () => plain(loadPart(() => import('../features/layers/state/scan')).then(({ scanNow }) => scanNow(lab))),
    region: (rect) => plain(actions.region(rect)),
    trial: (settings = {}, options = {}) =>
      plain(
        actions.trial({ ...options, settings }).then(({ summary, png, stLpips }) => ({
          ...summary,
          ...(png && { png }),
          ...(stLpips !== undefined && { stLpips }),
        })),
      ),
    stLpips: (slot) => plain(actions.ask('perceptual', slot).then(({ value }) => value)),
    cancelTrials: () => actions.cancelTrials(),
    second: (source) => plain(actions.second(source)),
    info: () => {
      const state = store.getState();
      const info = infoOf(state);
      if (!info)
        throw toErrorInfo(
          state.session.error ?? new LabError('no-backend', 'No backend is up yet. Wait for litevae.ready.'),
        );
      return { ...info };
    },
    resources: () => plain(actions.resources()),
    parity: () => plain(actions.parity()),
    addModel: (ask) =>
      actions
        .ownModels()
        .then((own) => own.addModel(ask))
        .catch((thrown: unknown) => {
          const { findings } = thrown as { findings?: unknown };
          throw { ...toErrorInfo(thrown), ...(findings !== undefined && { findings }) };
        }),
    latentFile: (format) =>
      plain(
        loadPart(() => import('../features/export/state/latent-export')).then(({ latentFile }) =>
          latentFile(lab, format),
        ),
      ),
    tensorArchive: () =>
      plain(
        loadPart(() => import('../features/export/state/tensor-archive')).then(({ tensorArchive }) =>
          tensorArchive(lab),
        ),
      ),
    removeModel: (id) => plain(actions.ownModels().then((own) => own.removeModel(id))),
    destroyDevice: (at) => plain(actions.destroyDevice(at)),
  };
}

async function attempt(act: () => void): Promise<void> {
  act();
}

function plain<T>(promise: Promise<T>): Promise<T> {
  const caught = promise.catch((thrown: unknown) => {
    throw toErrorInfo(thrown);
  });
  // A script may never look at `ready`; the console need not hear of it twice.
  caught.catch(() => undefined);
  return caught;
}

export function installScripting(lab: Lab): void {
  window.litevae = createScripting(lab);
}
