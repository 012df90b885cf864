import type { StoreApi } from 'zustand/vanilla';
import { watchForNewVersion } from '../client/new-version';
import type { LabState } from './state-types';

export { reloadIntoNewVersion } from '../client/new-version';

/** Keeps the page for visits without a network, and tells the store of a newer one. Failing costs only this. */
export function keepForOffline(store: StoreApi<LabState>): Promise<void> {
  return watchForNewVersion(() => store.setState({ newVersion: true })).catch(() => undefined);
}
