import { Late, latePart } from '../../ui/kit/late';
import { Drawer } from '../../ui/kit/drawer';

const Panel = latePart(() => import('./panel'));

/** How much the picture depends on which sample of the posterior is decoded. */
export function SampleSpreadDrawer() {
  const body = (asTable: boolean) => (
    <Late waiting={<p className="hint">Loading…</p>}>
      <Panel asTable={asTable} />
    </Late>
  );
  return (
    <Drawer id="sample-variance" name="Sample variance" headline="8 seeds" twin={body(true)}>
      {body(false)}
    </Drawer>
  );
}
