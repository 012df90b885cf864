import type { BackendInfo, LossPoint, RunSummary, TensorData } from './protocol';
import type { Settings, SettingsPatch } from './settings';

/** window.litevae: the lab for scripts in the console and for tests (docs/scripting.md). Rejections are ErrorInfo. */
export interface LabScripting {
  /** A device and the default model are up; rejects if no backend can run. */
  readonly ready: Promise<void>;
  /** Resolves when the picture is decoded and shown; then a run starts. A string is a URL. */
  open(source: Blob | string): Promise<void>;
  /** Resolves when accepted; with a picture open, a run starts. 'bad-setting' changes nothing. */
  set(settings: SettingsPatch): Promise<void>;
  settings(): Settings;
  /** The result for the present picture and settings; joins a run in flight. 'aborted' when superseded. */
  run(): Promise<RunSummary>;
  /** A tensor of the last completed run by its name; 'no-picture' before one. */
  tensor(name: string): Promise<TensorData>;
  /** Throws ErrorInfo before a backend is up. */
  info(): BackendInfo;
  /** Makes the device go, as drivers do now and then: at once, or when the next such step begins. For tests. */
  destroyDevice(at?: LossPoint): Promise<void>;
}

declare global {
  interface Window {
    litevae: LabScripting;
  }
}
