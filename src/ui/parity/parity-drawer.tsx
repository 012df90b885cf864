import { Late, latePart } from '../controls/late';
import { Drawer } from '../inspector/drawer';
import { useLab } from '../lab-context';

const Receipt = latePart(() => import('./receipt'));

/** Whether what runs computes what PyTorch computes, stage by stage. */
export function ParityDrawer() {
  const { running, receipt } = useLab((state) => state.parity);
  const headline = running ? 'checking…' : !receipt ? 'not checked yet' : receipt.comparisons.length === 0 ? 'nothing to compare with' : receipt.ok ? 'agrees' : 'differs';
  return (
    <Drawer id="parity" name="Parity" headline={headline} twin={receipt ? <Late><Receipt asTable /></Late> : undefined}>
      <Late waiting={<p className="hint">Loading…</p>}><Receipt asTable={false} /></Late>
    </Drawer>
  );
}
