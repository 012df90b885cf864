import { toErrorInfo } from '../core/errors';
import type { ClientEvent } from '../client/worker-pair';
import type { BackendInfo } from '../core/protocol';
import type { LabContext } from './context';
import type { MessageActions } from './messages';
import { withReason, workSettings } from './gpu-fate';
import type { Session } from './state-types';

const LOADING: Session = { status: 'loading', info: null, downloads: [], waiting: null, error: null };

/** Starting, losing and restarting the worker with its device and model. */
export function sessionActions(context: LabContext, messages: MessageActions) {
  const { store, client } = context;
  let slotVersion = 0;
  const setSession = (session: Partial<Session>): void =>
    store.setState((state) => ({ session: { ...state.session, ...session } }));

  const setReady = (info: BackendInfo): void =>
    setSession({
      status: 'ready',
      info: withReason(info, store.getState()),
      downloads: [],
      waiting: null,
      error: null,
    });

  /** Follows one start; an older one that ends later changes nothing. Rejects with ErrorInfo. */
  const follow = (start: Promise<BackendInfo>): Promise<BackendInfo> => {
    const starting = start.then(
      (info) => {
        if (context.starting === starting) setReady(info);
        return info;
      },
      (thrown: unknown) => {
        const error = toErrorInfo(thrown);
        if (context.starting === starting) setSession({ status: 'failed', downloads: [], waiting: null, error });
        throw error;
      },
    );
    starting.catch(() => undefined);
    context.starting = starting;
    return starting;
  };

  return {
    /** Says that a start is coming. */
    begin: (): void => setSession(LOADING),
    /** Chooses a backend and loads the model, for the present settings. */
    start: (): Promise<BackendInfo> => {
      setSession(LOADING);
      return follow(client.start(workSettings(store.getState())));
    },
    /** The newest start that went on to its end: one that a newer one took over does not count. */
    up: async (): Promise<void> => {
      for (;;) {
        const { starting } = context;
        try {
          await starting;
          return;
        } catch (error) {
          if (context.starting === starting) throw error;
        }
      }
    },
    /** A fresh worker, after a loss or a failed download. */
    restart: (): Promise<BackendInfo> => {
      setSession(LOADING);
      return follow(client.restart(workSettings(store.getState())));
    },
    /** The networks or the device changed under a run (another backend or model was asked for). */
    setInfo: setReady,
    /** What was downloaded outside of a start is there now. */
    endDownloads: (): void => {
      const { status, downloads } = store.getState().session;
      if (status === 'ready' && downloads.length > 0) setSession({ downloads: [] });
    },
    onEvent: (event: ClientEvent, onLost: () => void): void => {
      if (event.type === 'download') {
        const { file, received, total, checking } = event;
        const { status, downloads } = store.getState().session;
        const others = downloads.filter((each) => each.file !== file);
        // A start shows its files until all is there; one that is read for a view or an answer is there when it is checked.
        const isThere = status === 'ready' && checking;
        setSession({ downloads: isThere ? others : [...others, { file, received, total, checking }] });
      } else if (event.type === 'stage') {
        store.setState((state) =>
          state.work.status === 'running'
            ? { work: { ...state.work, stage: event.stage, cold: event.cold, tile: event.tile } }
            : state,
        );
      } else if (event.type === 'waiting') {
        setSession({ waiting: event.what });
      } else if (event.type === 'notice') {
        messages.inform(event.text);
      } else if (event.type === 'slot') {
        const { slot, kept } = event;
        slotVersion += 1;
        store.setState(({ slots: { [slot]: _before, ...others } }) => ({
          slots: kept ? { ...others, [slot]: { ...kept, version: slotVersion } } : others,
        }));
      } else if (event.type === 'fresh') {
        setSession({ ...LOADING, info: store.getState().session.info });
        follow(event.starting).catch(() => undefined);
        messages.inform(
          'Stopped. The part that computes had to be started anew. Another view of what is shown is computed again when you ask for it.',
        );
      } else if (event.type === 'lost') {
        onLost();
      }
    },
  };
}

export type SessionActions = ReturnType<typeof sessionActions>;
