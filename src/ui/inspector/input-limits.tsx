import { Late, latePart } from '../controls/late';
import { useLab } from '../lab-context';
import { Drawer } from './drawer';

const LimitsBody = latePart(() => import('./limits-body'));

/** The settings that decide how a file becomes pixels. */
export function InputLimits() {
  const maxSide = useLab((state) => state.settings.maxSide);
  return (
    <Drawer id="limits" name="Size and matte" headline={`${maxSide} px`} openAtFirst>
      <Late waiting={<div className="limits-waiting" />}><LimitsBody /></Late>
    </Drawer>
  );
}
