import type { DialogName } from '../use-open';
import { latePart } from '../kit/late';
import { LateOver } from '../kit/late-over';

/** Fetched ahead when Ctrl goes down, so that the palette is there when K follows. */
const loadPalette = () => import('../palette/palette');

export function preloadPalette(): void {
  loadPalette().catch(() => undefined);
}

const DIALOGS = {
  link: latePart(() => import('./bar/link-dialog')),
  help: latePart(() => import('./bar/help-sheet')),
  samples: latePart(() => import('./bar/samples-dialog')),
  models: latePart(() => import('./bar/models-dialog')),
  palette: latePart(loadPalette),
  camera: latePart(() => import('../../features/live/camera-dialog')),
  about: latePart(() => import('../../features/about/about-sheet')),
  export: latePart(() => import('../../features/export/export-dialog')),
  glossary: latePart(() => import('../../features/glossary/sheet')),
};

/** The dialogs that more than one control opens, one at a time, each loaded when it is first asked for. */
export function OpenDialog({ name, onClose }: { name: DialogName | null; onClose: () => void }) {
  const Open = name ? DIALOGS[name] : null;
  // Single keys do nothing until its code is here: what is typed already is meant for it.
  return (
    <LateOver key={name} name="The dialog" onClose={onClose} waiting={<span className="dialog-loading" hidden />}>
      {Open ? <Open onClose={onClose} /> : null}
    </LateOver>
  );
}
