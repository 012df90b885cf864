import { Late, latePart } from '../../ui/kit/late';
import { useLab } from '../../ui/lab-context';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';

const LimitsBody = latePart(() => import('./limits-body'));

/** The settings that decide how a file becomes pixels. */
function InputLimits() {
  const maxSide = useLab((state) => state.settings.maxSide);
  return (
    <Drawer headline={`${maxSide} px`} openAtFirst>
      <Late waiting={<div className="limits-waiting" />}>
        <LimitsBody />
      </Late>
    </Drawer>
  );
}

export const limitsDrawer: DrawerDescription = {
  id: 'limits',
  name: 'Size and matte',
  needs: ['input'],
  Component: InputLimits,
};
