import { latePart } from '../../ui/kit/late';
import { matchText } from '../../core/model/parity';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';
import { useLab } from '../../ui/lab-context';

const Receipt = latePart(() => import('./receipt'));

/** Whether what runs computes what PyTorch computes, stage by stage. */
function ParityDrawer() {
  const { running, receipt } = useLab((state) => state.parity);
  const headline = running ? 'checking…' : receipt ? matchText(receipt) : 'not checked yet';
  return (
    <LateDrawer headline={headline} hasTwin={receipt !== null} body={(asTable) => <Receipt asTable={asTable} />} />
  );
}

export const parityDrawer: DrawerDescription = {
  id: 'parity',
  name: 'Matches PyTorch',
  needs: ['reconstruction'],
  Component: ParityDrawer,
};
