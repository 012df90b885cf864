import { Late, latePart } from '../../ui/kit/late';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';

const LeaveOneOut = latePart(() => import('./leave-one-out'));
const Headline = latePart(() => import('./leave-one-out-headline'));

/** Which bands the reconstruction needs most. */
function LeaveOneOutDrawer() {
  return (
    <LateDrawer
      headline={
        <Late>
          <Headline />
        </Late>
      }
      body={(asTable) => <LeaveOneOut asTable={asTable} />}
    />
  );
}

export const leaveOneOutDrawer: DrawerDescription = {
  id: 'leave-one-out',
  name: 'Leave one out',
  needs: ['input', 'mean', 'error'],
  Component: LeaveOneOutDrawer,
};
