import type { BackendInfo, RunSummary, TensorData, TensorName } from '../../src/core/protocol';
import type { Settings, SettingsPatch } from '../../src/core/settings';

/** window.litevae as docs/scripting.md promises it to users. The tests hold the page to this, not to its own types. */
export interface Scripting {
  readonly ready: Promise<void>;
  open(source: Blob | string): Promise<void>;
  set(settings: SettingsPatch): Promise<void>;
  settings(): Settings;
  run(): Promise<RunSummary>;
  tensor(name: TensorName): Promise<TensorData>;
  info(): BackendInfo;
  destroyDevice(): Promise<void>;
}

declare global {
  interface Window {
    readonly litevae: Scripting;
  }
}
