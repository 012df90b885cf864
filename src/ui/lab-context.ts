import { createContext, use } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { Lab, LabActions } from '../state/lab';
import type { LabState } from '../state/state-types';

export const LabContext = createContext<Lab | null>(null);

/** The lab of this page. Handlers read `lab.store.getState()`; what renders uses useLab. */
export function useLabObject(): Lab {
  const lab = use(LabContext);
  if (!lab) throw new Error('Components of the lab live inside <LabContext>.');
  return lab;
}

/** A part of the state; renders again when it changes. A selector that builds an object is compared key by key. */
export function useLab<T>(selector: (state: LabState) => T): T {
  return useStore(useLabObject().store, useShallow(selector));
}

export function useActions(): LabActions {
  return useLabObject().actions;
}
