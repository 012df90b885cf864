import type { LabWorker } from '../../core/protocol';

/** Calls that the worker answers without a lab. */
export type OwnCall = 'start' | 'png' | 'inspectModel';

/** All other calls of the page; some are answered at once. */
export type LabCalls = {
  [Name in Exclude<keyof LabWorker, OwnCall>]: (
    ...args: Parameters<LabWorker[Name]>
  ) => ReturnType<LabWorker[Name]> | Awaited<ReturnType<LabWorker[Name]>>;
};
