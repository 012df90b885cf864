import { Late, latePart } from '../../ui/kit/late';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';

const LeaveOneOut = latePart(() => import('./leave-one-out'));
const Headline = latePart(() => import('./leave-one-out-headline'));

/** Which bands the reconstruction needs most. */
function LeaveOneOutDrawer() {
  const body = (asTable: boolean) => (
    <Late waiting={<p className="hint">Loading…</p>}>
      <LeaveOneOut asTable={asTable} />
    </Late>
  );
  return (
    <Drawer
      headline={
        <Late>
          <Headline />
        </Late>
      }
      twin={body(true)}
    >
      {body(false)}
    </Drawer>
  );
}

export const leaveOneOutDrawer: DrawerDescription = {
  id: 'leave-one-out',
  name: 'Leave one out',
  Component: LeaveOneOutDrawer,
};
