import { lazy } from 'react';
import type { DialogName } from './bar/use-open';
import { Late } from './controls/late';

/** Fetched ahead when Ctrl goes down, so that the palette is there when K follows. */
const loadPalette = () => import('./palette/palette');

export function preloadPalette(): void {
  loadPalette().catch(() => undefined);
}

const DIALOGS = {
  link: lazy(() => import('./bar/link-dialog')),
  help: lazy(() => import('./bar/help-sheet')),
  samples: lazy(() => import('./bar/samples-dialog')),
  models: lazy(() => import('./bar/models-dialog')),
  palette: lazy(loadPalette),
  camera: lazy(() => import('./camera/camera-dialog')),
  export: lazy(() => import('./export/export-dialog')),
};

/** The dialogs that more than one control opens, one at a time, each loaded when it is first asked for. */
export function OpenDialog({ name, onClose }: { name: DialogName | null; onClose: () => void }) {
  const Open = name ? DIALOGS[name] : null;
  // Until its code is here, single keys do nothing: what is typed already is meant for it.
  return <Late key={name} waiting={<span className="dialog-loading" hidden />}>{Open ? <Open onClose={onClose} /> : null}</Late>;
}
