import { LabError, toErrorInfo, type ErrorInfo } from '../../../core/errors';
import { NOT_COMPARABLE } from '../../../core/model/contract';
import { paritySentence, receiptOf, type ParityReceipt } from '../../../core/model/parity';
import { PRECISION_TEXT, receiptKey } from '../../../core/model/precision';
import type { BackendInfo } from '../../../core/protocol';
import { runsRandom } from '../../../state/model-of';
import { isPlaying } from '../../../state/playing';
import { isSettled } from '../../../state/selectors';
import type { LabContext } from '../../../state/context';
import { workSettings } from '../../../state/gpu-fate';
import { keepReceipt, keptReceipts } from '../../../state/kept-receipts';
import type { MessageActions } from '../../../state/messages';
import type { RecoveryActions } from '../../../state/recovery';
import type { SessionActions } from '../../../state/session';
import type { LabState } from '../../../state/state-types';

const RENEW_MS = 7 * 24 * 3600 * 1000;

/** Makes, keeps and acts on parity receipts. Loaded when one is asked for, or after the first result. */
export function parityActions(
  context: LabContext,
  session: SessionActions,
  recovery: RecoveryActions,
  messages: MessageActions,
) {
  const { store, client, environment } = context;
  const { storage } = environment;
  let inFlight: Promise<ParityReceipt> | null = null;
  /** What this visit has a receipt of, or tried to get one of; of fp16 while fp32 runs, beside it. */
  let seen: string | null = null;
  let seenHalf: string | null = null;
  const show = (parity: Partial<LabState['parity']>): void =>
    store.setState((state) => ({ parity: { ...state.parity, ...parity } }));

  /** fp16 that was taken of its own accord goes; what was chosen stays. */
  const actOnHalf = (what: string): void => {
    const chosen = store.getState().settings.precision === 'fp16';
    if (!chosen) recovery.startAnew();
    messages.complain({
      code: 'bad-output',
      message: `fp16: ${what} ${chosen ? 'It was chosen, so it stays. Choose Auto or fp32.' : 'Switched to fp32.'}`,
    });
  };

  /** Says what differs. The CPU takes over where it is the GPU that differs. */
  const act = (receipt: ParityReceipt): void => {
    if (receipt.ok) return;
    const what = paritySentence(receipt);
    if (receipt.precision === 'fp16') {
      actOnHalf(what);
      return;
    }
    const both = receipt.comparisons.filter((each) => each.with === 'pytorch' && !each.ok).length === 2;
    if (receipt.of === 'webgpu') {
      const more = both
        ? ' The CPU differs from what is stored, too: the files of this model may not fit together.'
        : '';
      recovery.fallBack(`${what} Switched to the CPU.${more}`);
    } else {
      messages.complain({
        code: 'bad-output',
        message: `Does not match PyTorch on the CPU: ${what} Reload the page to load the model again.`,
      });
    }
  };

  const make = async (): Promise<ParityReceipt> => {
    await session.up();
    const key = parityKey(store.getState());
    seen = key;
    if (runsRandom(store.getState())) throw new LabError('bad-setting', `The receipt is ${NOT_COMPARABLE}.`);
    const runs = await client.parity(workSettings(store.getState()));
    const { info } = store.getState().session;
    const [{ model, backend }] = runs;
    // What runs may be another one than what the page says, while a start or a run that changes it goes on.
    if (!info || key !== parityKey(store.getState()) || model !== info.model || backend !== info.backend)
      throw changed();
    const receipt = receiptOf(runs, factsOf(info), new Date());
    // One that compares nothing is no receipt to go by at the next visit.
    if (key && receipt.comparisons.length > 0) keepReceipt(storage, key, receipt);
    return receipt;
  };

  const check = (): Promise<ParityReceipt> => {
    if (inFlight) return inFlight;
    show({ running: true, error: null });
    const checking = make().then(
      (receipt) => {
        inFlight = null;
        show({ running: false, receipt });
        act(receipt);
        return receipt;
      },
      (thrown: unknown) => {
        inFlight = null;
        const error = toErrorInfo(thrown);
        show({ running: false, receipt: null, error });
        throw error;
      },
    );
    inFlight = checking;
    return checking;
  };

  const look = (): void => {
    const state = store.getState();
    const key = parityKey(state);
    if (!key || inFlight || !hasSettled(state)) return;
    if (key === seen) {
      lookAtHalf(key);
      return;
    }
    seen = key;
    const known = keptReceipts(storage)[key] ?? null;
    store.setState({ parity: { running: false, receipt: known, half: null, error: null } });
    if (known && !isOld(known)) act(known);
    else
      environment.whenIdle?.(() => {
        // Whatever changed meanwhile is looked at when it has settled.
        if (hasSettled(store.getState()) && parityKey(store.getState()) === key) check().catch(() => undefined);
        else if (seen === key) seen = null;
      });
  };

  /** Runs the fp16 build on the same picture, for later starts, where fp32 agrees and fp16 could run. */
  const lookAtHalf = (key: string): void => {
    const {
      session: { info },
      settings,
      parity,
    } = store.getState();
    const wanted = info?.half === 'unchecked' && settings.precision === 'auto' && parity.receipt?.ok;
    if (!wanted || seenHalf === key) return;
    seenHalf = key;
    environment.whenIdle?.(() => {
      if (hasSettled(store.getState()) && parityKey(store.getState()) === key) void checkHalf(info, key);
      else if (seenHalf === key) seenHalf = null;
    });
  };

  const checkHalf = async (info: BackendInfo, key: string): Promise<void> => {
    const model = store.getState().models.find(({ id }) => id === info.model);
    // What does not come or cannot be built is tried again at the next visit.
    const run = await client.halfParity(workSettings(store.getState())).catch(() => null);
    if (!model || !run?.stored) return;
    const half = receiptOf([run], factsOf(info), new Date());
    keepReceipt(storage, receiptKey(model, { ...info, precision: PRECISION_TEXT.fp16 }), half);
    if (parityKey(store.getState()) === key) show({ half });
  };

  return {
    check,
    /** Gives each model and adapter its receipt once from now on, when nothing else runs. */
    watch: (): void => {
      store.subscribe(look);
      look();
    },
    /** What was found on the GPU counts no longer: it is tried again. */
    forget: (): void => {
      for (const [key, receipt] of Object.entries(keptReceipts(storage)))
        if (!receipt.ok) keepReceipt(storage, key, null);
      [seen, seenHalf] = [null, null];
      store.setState({ parity: { running: false, receipt: null, half: null, error: null } });
    },
  };
}

export type ParityActions = ReturnType<typeof parityActions>;

/** Networks by their hashes, and what they run on; null while nothing is up, for a model without hashes and one that draws noise. */
function parityKey(state: Pick<LabState, 'session' | 'models'>): string | null {
  const { session, models } = state;
  const { info, status } = session;
  const model = models.find(({ id }) => id === info?.model);
  if (status !== 'ready' || !info || !model || runsRandom(state)) return null;
  return receiptKey(model, info);
}

/** Drivers and browsers change under fp16, which has been wrong without a sign of it; fp32 is what they are tested with. */
function isOld({ precision, made }: ParityReceipt): boolean {
  return precision === 'fp16' && Date.now() - Date.parse(made) > RENEW_MS;
}

function factsOf({ model, adapter, ort }: BackendInfo): Pick<BackendInfo, 'model' | 'adapter' | 'ort'> {
  return { model, adapter, ort };
}

/** A result of the open picture is there, and nothing goes on. */
function hasSettled(state: LabState): boolean {
  return isSettled(state) && state.work.status === 'idle' && !isPlaying(state);
}

function changed(): ErrorInfo {
  return { code: 'aborted', message: 'The backend or the model changed meanwhile.' };
}
