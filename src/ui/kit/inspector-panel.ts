import type { Lab } from '../../state/lab';

/**
 * The inspector stands beside the viewer where there is room for both. From 720 to 959 px it is a sheet over the
 * viewer, closed until it is asked for. The two are remembered apart, beside the drawers.
 */
export const PANELS = {
  side: { id: 'inspector', openAtFirst: true },
  sheet: { id: 'inspector-sheet', openAtFirst: false },
} as const;

export type Panel = keyof typeof PANELS;

const SHEET = '(max-width: 959px)';

export function isOpen(panel: Panel, drawers: Readonly<Record<string, boolean>>): boolean {
  return drawers[PANELS[panel].id] ?? PANELS[panel].openAtFirst;
}

/** Opens or closes what is there at this width. */
export function toggleInspector({ store, actions }: Pick<Lab, 'store' | 'actions'>): void {
  const panel: Panel = window.matchMedia(SHEET).matches ? 'sheet' : 'side';
  actions.setDrawer(PANELS[panel].id, !isOpen(panel, store.getState().drawers));
}

/** Whether there was a sheet to close. */
export function closeSheet({ store, actions }: Pick<Lab, 'store' | 'actions'>): boolean {
  if (!window.matchMedia(SHEET).matches || !isOpen('sheet', store.getState().drawers)) return false;
  actions.setDrawer(PANELS.sheet.id, false);
  return true;
}
