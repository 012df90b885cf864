import type { LabWorker } from '../../core/protocol';

/** Calls that the worker answers without a lab. */
export type OwnCall = 'start' | 'png' | 'inspectModel';

/** Calls that read, measure or draw what is there. */
export type ReadingCall =
  | ('tensor' | 'region' | 'change' | 'spectra' | 'influence' | 'rebuild' | 'codec' | 'largest' | 'view' | 'parity')
  | ('network' | 'operations' | 'layers' | 'measureLayers' | 'layer')
  | 'perceptual';

/** Calls that change what is there. */
export type LabCall = Exclude<keyof LabWorker, OwnCall | ReadingCall>;

/** Calls as the worker answers them: some at once. */
export type CallsOf<Names extends keyof LabWorker> = {
  [Name in Names]: (
    ...args: Parameters<LabWorker[Name]>
  ) => ReturnType<LabWorker[Name]> | Awaited<ReturnType<LabWorker[Name]>>;
};
