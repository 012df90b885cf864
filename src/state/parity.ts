import { toErrorInfo, type ErrorInfo } from '../core/errors';
import { paritySentence, receiptOf, type ParityReceipt } from '../core/parity';
import type { LabContext } from './context';
import { workSettings } from './gpu-fate';
import type { MessageActions } from './messages';
import type { RecoveryActions } from './recovery';
import type { SessionActions } from './session';
import type { LabState } from './state-types';

const KEY = 'litevae-lab.parity.1';
const MOST_KEPT = 20;

/** Makes, keeps and acts on parity receipts. Loaded when one is asked for, or after the first result. */
export function parityActions(context: LabContext, session: SessionActions, recovery: RecoveryActions, messages: MessageActions) {
  const { store, client, environment } = context;
  let inFlight: Promise<ParityReceipt> | null = null;
  /** What this visit has a receipt of, or tried to get one of. */
  let seen: string | null = null;

  const kept = (): Record<string, ParityReceipt> => {
    try {
      return JSON.parse(environment.storage?.getItem(KEY) ?? '{}') as Record<string, ParityReceipt>;
    } catch {
      return {};
    }
  };
  const keep = (key: string, receipt: ParityReceipt | null): void => {
    const entries = Object.entries(kept()).filter(([other]) => other !== key).slice(1 - MOST_KEPT);
    try {
      environment.storage?.setItem(KEY, JSON.stringify(Object.fromEntries(receipt ? [...entries, [key, receipt]] : entries)));
    } catch {
      // Without storage it is made again at the next visit.
    }
  };

  /** Says what differs. The CPU takes over where it is the GPU that differs. */
  const act = (receipt: ParityReceipt): void => {
    if (receipt.ok) return;
    const what = paritySentence(receipt);
    const both = receipt.comparisons.filter((each) => each.with === 'pytorch' && !each.ok).length === 2;
    if (receipt.of === 'webgpu') {
      const more = both ? ' The CPU differs from what is stored, too: the files of this model may not fit together.' : '';
      recovery.fallBack(`${what} Switched to the CPU.${more}`);
    } else {
      messages.complain({ code: 'bad-output', message: `Parity on the CPU: ${what} Reload the page to load the model again.` });
    }
  };

  const make = async (): Promise<ParityReceipt> => {
    await session.up();
    const key = parityKey(store.getState());
    seen = key;
    const runs = await client.parity(workSettings(store.getState()));
    const { info } = store.getState().session;
    if (!info || key !== parityKey(store.getState())) throw changed();
    const receipt = receiptOf(runs, { model: info.model, adapter: info.adapter, ort: info.ort }, new Date());
    if (key) keep(key, receipt);
    return receipt;
  };

  const check = (): Promise<ParityReceipt> => {
    if (inFlight) return inFlight;
    store.setState(({ parity }) => ({ parity: { ...parity, running: true, error: null } }));
    const checking = make().then(
      (receipt) => {
        inFlight = null;
        store.setState({ parity: { running: false, receipt, error: null } });
        act(receipt);
        return receipt;
      },
      (thrown: unknown) => {
        inFlight = null;
        const error = toErrorInfo(thrown);
        store.setState({ parity: { running: false, receipt: null, error } });
        throw error;
      },
    );
    inFlight = checking;
    return checking;
  };

  const look = (): void => {
    const state = store.getState();
    const key = parityKey(state);
    if (!key || key === seen || inFlight || !hasSettled(state)) return;
    seen = key;
    const known = kept()[key] ?? null;
    store.setState({ parity: { running: false, receipt: known, error: null } });
    if (known) act(known);
    else environment.whenIdle?.(() => {
      // Whatever changed meanwhile is looked at when it has settled.
      if (hasSettled(store.getState()) && parityKey(store.getState()) === key) check().catch(() => undefined);
      else if (seen === key) seen = null;
    });
  };

  return {
    check,
    /** From now on each model and adapter gets its receipt once, when nothing else goes on. */
    watch: (): void => {
      store.subscribe(look);
      look();
    },
    /** What was found on the GPU counts no longer: it is tried again. */
    forget: (): void => {
      for (const [key, receipt] of Object.entries(kept())) if (!receipt.ok) keep(key, null);
      seen = null;
      store.setState({ parity: { running: false, receipt: null, error: null } });
    },
  };
}

export type ParityActions = ReturnType<typeof parityActions>;

/** Networks by their hashes, and what they run on; null while nothing is up or for a model without hashes. */
export function parityKey({ session, models }: Pick<LabState, 'session' | 'models'>): string | null {
  const { info, status } = session;
  const model = models.find(({ id }) => id === info?.model);
  if (status !== 'ready' || !info || !model) return null;
  const { encoder, decoder, parity } = model;
  const hashes = [encoder, decoder, parity].map((file) => file?.sha256.slice(0, 16) ?? 'none');
  return [...hashes, info.backend, info.adapter, info.ort, info.precision].join(' ');
}

/** A result of the open picture is there, and nothing goes on. */
function hasSettled({ work, gpu, result, picture, live }: LabState): boolean {
  return work.status === 'idle' && live?.status !== 'playing' && !gpu.restoring && result !== null && result.stored === null && result.picture === picture?.version;
}

function changed(): ErrorInfo {
  return { code: 'aborted', message: 'The backend or the model changed meanwhile.' };
}
