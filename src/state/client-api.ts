import type { LabClient } from '../client/lab-client';
import type { ClientEvent } from '../client/worker-pair';
import type { HalfVerdicts } from '../core/model/precision';

/**
 * What the store needs of the page's handle on the worker: all of LabClient. Every promise rejects with an
 * ErrorInfo; a newer open or run makes the older one reject 'aborted'.
 */
export type LabClientApi = Pick<LabClient, keyof LabClient>;

/** `verdicts` says what is known of fp16 whenever a worker starts. */
export type MakeClient = (onEvent: (event: ClientEvent) => void, verdicts: () => HalfVerdicts) => LabClientApi;
