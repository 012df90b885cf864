import type { LabActions } from '../../state/lab';
import type { StageId } from '../../state/stages';
import { PANELS } from './inspector-panel';

const TRIES = 20;

/** Opens a drawer of a stage, brings it into view and puts the focus on its head. */
export function goToDrawer(actions: LabActions, stage: StageId, id: string): void {
  actions.selectStage(stage);
  for (const each of [PANELS.side.id, PANELS.sheet.id, id]) actions.setDrawer(each, true);
  const focus = (left: number): void => {
    const head = document.querySelector<HTMLElement>(`[data-drawer="${id}"] h3 button`);
    // The dialog has to be gone first: it keeps the focus inside, and gives it back when it closes.
    if (head && !document.querySelector('.modal')) {
      head.scrollIntoView({ block: 'nearest' });
      head.focus();
    }
    if (left > 0 && document.activeElement !== head) requestAnimationFrame(() => focus(left - 1));
  };
  requestAnimationFrame(() => focus(TRIES));
}
