import { latePart } from '../../ui/kit/late';
import { NOT_COMPARABLE } from '../../core/model/contract';
import { matchText } from '../../core/model/parity';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';
import { runsRandom } from '../../state/model-of';
import { useLab } from '../../ui/lab-context';
import { P } from '../../ui/kit/words';

const Receipt = latePart(() => import('./receipt'));

const ALONE_IT_DIFFERS =
  'This model draws its own noise: two runs with equal settings differ on any device. So there is nothing to compare.';

/** Whether what runs computes what PyTorch computes, stage by stage. */
function ParityDrawer() {
  const { running, receipt } = useLab((state) => state.parity);
  const isRandom = useLab(runsRandom);
  if (isRandom)
    return (
      <LateDrawer headline={NOT_COMPARABLE} hasTwin={false} body={() => <P className="hint">{ALONE_IT_DIFFERS}</P>} />
    );
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
