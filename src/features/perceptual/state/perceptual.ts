import { createStore, type StoreApi } from 'zustand/vanilla';
import { toErrorInfo } from '../../../core/errors';
import type { Slot } from '../../../core/slots';
import type { Lab } from '../../../state/lab';
import { onePerLab } from '../../../state/measurement';
import { isPlaying } from '../../../state/playing';
import { liveJob } from '../../../state/selectors';

const SLOTS = ['shown', 'compared'] as const satisfies readonly Slot[];
/** Results whose number is kept. */
const MOST_KEPT = 50;

export interface PerceptualState {
  /** Whether results are measured: from the first time that somebody asks for it, since the network is a download. */
  readonly on: boolean;
  /** ST-LPIPS of results, by job; null where a result has none, such as a picture that is too small. */
  readonly values: ReadonlyMap<number, number | null>;
  /** Why the last one could not be measured, as a sentence; '' otherwise. */
  readonly trouble: string;
}

export interface Perceptual {
  readonly store: StoreApi<PerceptualState>;
  /** Measures the present results, and from now on each newer one. After a failure it tries again. */
  start(): void;
}

/** ST-LPIPS of the results of this page. */
export const perceptualOf = onePerLab(create);

function create({ store: lab, actions }: Pick<Lab, 'store' | 'actions'>): Perceptual {
  const store = createStore<PerceptualState>(() => ({ on: false, values: new Map(), trouble: '' }));
  let busy = false;

  const nextSlot = (): Slot | undefined => {
    const state = lab.getState();
    // Frames come faster than they can be measured.
    if (isPlaying(state)) return undefined;
    const jobs = { shown: liveJob(state), compared: state.slots.compared?.summary.job ?? null };
    return SLOTS.find((slot) => jobs[slot] !== null && !store.getState().values.has(jobs[slot]));
  };

  const measure = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      for (let slot = nextSlot(); slot && store.getState().on; slot = nextSlot()) {
        const { job, value } = await actions.ask('perceptual', slot);
        const { values } = store.getState();
        // The worker is ahead of the page, which will hear of that result and ask again.
        if (values.has(job)) return;
        store.setState({ values: new Map([...values, [job, value] as const].slice(-MOST_KEPT)), trouble: '' });
      }
    } catch (thrown) {
      const { code, message } = toErrorInfo(thrown);
      // A result that went has no number; the next one asks for its own.
      if (code !== 'aborted' && code !== 'no-picture') store.setState({ on: false, trouble: message });
    } finally {
      busy = false;
    }
  };

  lab.subscribe((state, before) => {
    if (!store.getState().on) return;
    if (state.result !== before.result || state.slots !== before.slots || state.live !== before.live) void measure();
  });

  return {
    store,
    start() {
      store.setState({ on: true, trouble: '' });
      void measure();
    },
  };
}
