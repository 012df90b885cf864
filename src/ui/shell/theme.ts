import type { StoreApi } from 'zustand/vanilla';
import type { LabState, Theme } from '../../state/state-types';

export function effectiveTheme(theme: Theme): 'dark' | 'light' {
  if (theme !== 'system') return theme;
  return window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

/** Keeps <html data-theme> at what the visitor or the system wants. */
export function followTheme(store: StoreApi<LabState>): void {
  const apply = (): void => {
    document.documentElement.dataset.theme = effectiveTheme(store.getState().theme);
  };
  window.matchMedia('(prefers-color-scheme: light)').addEventListener('change', apply);
  store.subscribe(apply);
  apply();
}
