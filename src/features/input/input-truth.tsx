import { Late, latePart } from '../../ui/kit/late';
import { size } from '../../ui/kit/format';
import { useLab } from '../../ui/lab-context';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';
import { P } from '../../ui/kit/words';

const Body = latePart(() => import('./input-truth-body'));

/** Everything that happened to the file before the network saw it. */
function InputTruth() {
  const info = useLab((state) => state.picture?.info ?? null);
  return (
    <Drawer headline={info ? size(info.width, info.height) : 'No picture'} openAtFirst>
      {info ? (
        <Late waiting={<div className="truth-waiting" />}>
          <Body info={info} />
        </Late>
      ) : (
        <P className="hint">Open a picture to see what happens to it on the way.</P>
      )}
    </Drawer>
  );
}

export const truthDrawer: DrawerDescription = { id: 'truth', name: 'What the network sees', Component: InputTruth };
