import { Late, latePart } from '../controls/late';
import { size } from '../format';
import { useLab } from '../lab-context';
import { Drawer } from './drawer';

const Body = latePart(() => import('./input-truth-body'));

/** Everything that happened to the file before the network saw it. */
export function InputTruth() {
  const info = useLab((state) => state.picture?.info ?? null);
  return (
    <Drawer id="truth" name="What the network sees" headline={info ? size(info.width, info.height) : 'No picture'} openAtFirst>
      {info ? <Late waiting={<div className="truth-waiting" />}><Body info={info} /></Late> : (
        <p className="hint">Open a picture, and this says what was done to it on the way.</p>
      )}
    </Drawer>
  );
}
