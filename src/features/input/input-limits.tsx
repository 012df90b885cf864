import { latePart } from '../../ui/kit/late';
import { useLab } from '../../ui/lab-context';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';

const LimitsBody = latePart(() => import('./limits-body'));

/** The settings that decide how a file becomes pixels. */
function InputLimits() {
  const maxSide = useLab((state) => state.settings.maxSide);
  return (
    <LateDrawer
      headline={`${maxSide} px`}
      openAtFirst
      hasTwin={false}
      waiting={<div className="limits-waiting" />}
      body={() => <LimitsBody />}
    />
  );
}

export const limitsDrawer: DrawerDescription = {
  id: 'limits',
  name: 'Size and matte',
  needs: ['input'],
  Component: InputLimits,
};
