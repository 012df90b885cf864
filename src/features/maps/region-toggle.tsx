import { SquareDashed } from 'lucide-react';
import { ToggleButton } from 'react-aria-components';
import { Tip } from '../../ui/kit/tip';
import { useActions, useLab } from '../../ui/lab-context';

/** Starts and ends marking a region in the viewer. */
export function RegionToggle() {
  const { toggleMarking } = useActions();
  const marking = useLab((state) => state.viewer.marking);
  const empty = useLab((state) => state.picture === null);
  return (
    <Tip text="Mark a region" keys="R">
      <ToggleButton
        className="button only-icon solid region-toggle"
        aria-label="Mark a region"
        isSelected={marking}
        isDisabled={empty}
        onChange={toggleMarking}
      >
        <SquareDashed className="icon" aria-hidden />
      </ToggleButton>
    </Tip>
  );
}
