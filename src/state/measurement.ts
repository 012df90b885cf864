import { createStore, type StoreApi } from 'zustand/vanilla';
import { toErrorInfo } from '../core/errors';
import type { Lab } from './lab';

export interface MeasurementState {
  readonly running: boolean;
  /** Why it ended early, as a sentence; '' otherwise. */
  readonly trouble: string;
}

/** Something that takes several runs: one at a time, which can be stopped and keeps what is there. */
export interface Measurement<Numbers> {
  readonly store: StoreApi<Numbers & MeasurementState>;
  /**
   * Measures; what went on before is stopped. Resolves when it has ended, however it did: what `work` rejects with
   * becomes `trouble`, unless stop() was called.
   *
   * @param first the numbers before anything is measured
   */
  run(first: Partial<Numbers>, work: (signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Keeps the numbers that are there. */
  stop(): void;
}

/** @param gone what is said when another picture or backend took the runs away */
export function measurement<Numbers extends object>(initial: Numbers, gone: string): Measurement<Numbers> {
  const store = createStore<Numbers & MeasurementState>(() => ({ ...initial, running: false, trouble: '' }));
  // What is generic cannot be shown to be a part of the whole.
  const set = (change: object): void => store.setState(change as Partial<Numbers & MeasurementState>);
  let stop = new AbortController();
  return {
    store,
    stop: () => stop.abort(),
    async run(first, work) {
      stop.abort();
      stop = new AbortController();
      const { signal } = stop;
      set({ ...first, running: true, trouble: '' });
      try {
        await work(signal);
      } catch (thrown) {
        const { code, message } = toErrorInfo(thrown);
        if (!signal.aborted) set({ trouble: code === 'aborted' ? gone : message });
      } finally {
        if (stop.signal === signal) set({ running: false });
      }
    },
  };
}

/** The one of each page, which its store stands for: what was measured outlives the drawer that shows it. */
export function onePerLab<One, Host extends Pick<Lab, 'store'> = Lab>(create: (lab: Host) => One): (lab: Host) => One {
  const known = new WeakMap<Lab['store'], One>();
  return (lab) => {
    const one = known.get(lab.store) ?? create(lab);
    known.set(lab.store, one);
    return one;
  };
}
