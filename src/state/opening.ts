import { toErrorInfo, type ErrorInfo } from '../core/errors';
import { parseManifest } from '../core/manifest';
import type { LabContext } from './context';
import { FIT } from './initial-state';
import type { MessageActions } from './messages';
import { IDLE, type Runner } from './runner';
import type { SessionActions } from './session';
import type { Sample } from './state-types';
import { INPUT_VIEW, versionOf } from './versions';
import type { ViewCache } from './view-cache';

/** Opening pictures: files, links, samples, and what a first visit shows. */
export function openingActions(
  context: LabContext, messages: MessageActions, session: SessionActions, runner: Runner, views: ViewCache,
) {
  const { store, client, environment, asked } = context;
  let newest = 0;

  /** Resolves when the picture is decoded and shown; then a run starts. Rejects with ErrorInfo. */
  const open = async (source: Blob | string): Promise<void> => {
    const token = ++newest;
    const before = store.getState().work;
    store.setState({ work: { ...IDLE, status: 'opening', since: environment.now() } });
    // With saveData nothing was started yet; opening a picture is the tap that it waited for.
    if (!context.starting) void session.start().catch(() => undefined);
    try {
      const info = await client.open(source, store.getState().settings);
      if (token !== newest) throw superseded();
      store.setState((state) => ({
        work: IDLE, picture: { info, version: (state.picture?.version ?? 0) + 1 },
        viewer: { ...state.viewer, cameras: [FIT, FIT], crosshair: null }, question: null,
      }));
    } catch (thrown) {
      const error = token === newest ? toErrorInfo(thrown) : superseded();
      // What was on screen stays on screen, and a run that was going on goes on.
      if (token === newest && store.getState().work.status === 'opening') store.setState({ work: before });
      throw error;
    }
    await drawInput();
    if (token === newest) runner.start().catch(() => undefined);
  };

  /** Asks for the picture before the run that may keep the worker busy for a while. */
  const drawInput = async (): Promise<void> => {
    const version = versionOf(store.getState(), INPUT_VIEW);
    if (!version) return;
    await views.acquire(version, INPUT_VIEW).catch(() => undefined);
    views.release(version, INPUT_VIEW);
  };

  /** As open, for people: what goes wrong is said in a toast. */
  const show = (source: Blob | string): void => {
    open(source).catch((thrown: unknown) => messages.complain(toErrorInfo(thrown)));
  };

  const openSample = (sample: Sample): void => show(new URL(`samples/${sample.file}`, environment.href).href);

  /** The lists of the build. A missing one costs its menu only. */
  const loadLists = async (): Promise<void> => {
    const [manifest, samples] = await Promise.allSettled([
      environment.loadJson('models/manifest.json').then(parseManifest),
      environment.loadJson('samples/samples.json'),
    ]);
    if (manifest.status === 'fulfilled') {
      store.setState({ models: manifest.value.models, defaultModel: manifest.value.default });
    }
    if (samples.status === 'fulfilled' && Array.isArray(samples.value)) {
      store.setState({ samples: samples.value as Sample[] });
    }
  };

  return {
    open, show, openSample,
    /** What the address asks for, else the first sample. A foreign host is named and asked about first. */
    openFirst: async (): Promise<void> => {
      await loadLists();
      const { image } = asked;
      if (image && image.origin !== new URL(environment.href).origin) {
        store.setState({ question: { kind: 'image', url: image.href, host: image.host } });
      } else if (image) show(image.href);
      else if (!store.getState().picture && store.getState().work.status === 'idle' && !environment.saveData) {
        const sample = store.getState().samples[0];
        if (sample) openSample(sample);
      }
    },
    answer: (yes: boolean): void => {
      const { question } = store.getState();
      store.setState({ question: null });
      if (yes && question?.kind === 'image') show(question.url);
    },
  };
}

function superseded(): ErrorInfo {
  return { code: 'aborted', message: 'Stopped: a newer picture took its place.' };
}

export type OpeningActions = ReturnType<typeof openingActions>;
