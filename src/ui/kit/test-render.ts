import { createElement, type FunctionComponent } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { createStore } from 'zustand/vanilla';
import type { Lab } from '../../state/lab';
import type { LabState } from '../../state/state-types';
import { LabContext } from '../lab-context';

/** What a component draws at once for this state of a lab: its text alone. */
export function drawnText<P extends object>(
  lab: Lab,
  part: Partial<LabState>,
  component: FunctionComponent<P>,
  props: P,
): string {
  const store = createStore<LabState>(() => ({ ...lab.store.getState(), ...part }));
  const markup = renderToStaticMarkup(
    createElement(LabContext, { value: { ...lab, store } }, createElement(component, props)),
  );
  return markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
