import type { BackendInfo } from '../core/protocol';
import type { Settings } from '../core/settings/settings';
import type { LabState } from './state-types';

/** What the worker is asked for: the settings, unless the GPU was given up for this visit. */
export function workSettings({ settings, gpu }: Pick<LabState, 'settings' | 'gpu'>): Settings {
  return gpu.fallback ? { ...settings, backend: 'wasm', precision: 'auto' } : settings;
}

/** The worker only knows that the CPU was asked for; the page knows why. */
export function withReason(info: BackendInfo, { gpu }: Pick<LabState, 'gpu'>): BackendInfo {
  return gpu.fallback ? { ...info, reason: gpu.fallback } : info;
}

/** What the result on screen was computed with; before there is one, what is up. */
export function infoOf({ result, session }: Pick<LabState, 'result' | 'session'>): BackendInfo | null {
  return result?.info ?? session.info;
}

/** Whether a start is under way, or a run that starts another backend. */
export function waitsOutside({ session, work }: Pick<LabState, 'session' | 'work'>): boolean {
  return session.status === 'loading' || (work.status === 'running' && session.waiting !== null);
}

/** Whether a start waits for a GPU that can be done without. */
export function mayLeaveGpu({ session: { waiting }, settings, gpu }: LabState): boolean {
  return (waiting === 'gpu' || waiting === 'shaders') && settings.backend !== 'wasm' && !gpu.fallback;
}
