import { PanelRight } from 'lucide-react';
import { ToggleButton } from 'react-aria-components';
import { Tip } from '../../kit/tip';
import { isOpen, PANELS, type Panel } from '../../kit/inspector-panel';
import { useActions, useLab } from '../../lab-context';

/** Shows or hides the inspector; the style sheet shows the one of the two that fits the width. */
export function PanelToggle({ panel }: { panel: Panel }) {
  const { setDrawer } = useActions();
  const open = useLab((state) => isOpen(panel, state.drawers));
  return (
    <Tip text="Inspector" keys="I">
      <ToggleButton
        className={`button only-icon not-phone panel-toggle of-${panel}`}
        aria-label="Inspector"
        isSelected={open}
        onChange={(to) => setDrawer(PANELS[panel].id, to)}
      >
        <PanelRight className="icon" aria-hidden />
      </ToggleButton>
    </Tip>
  );
}
