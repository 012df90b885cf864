import { useEffect, useState } from 'react';
import { Late, latePart } from '../../ui/kit/late';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';
import { useActions, useLab } from '../../ui/lab-context';
import type { HandLook } from './look';

const Hand = latePart(() => import('./hand'));
const AddBands = latePart(() => import('./add-bands'));

const WAITING = <p className="hint">Loading…</p>;

/** One 8x8 block, value by value; its picture is a panel on the viewer. */
function HaarDrawer() {
  const { setBlock } = useActions();
  const isOpen = useLab((state) => state.drawers.haar ?? false);
  const [look, set] = useState<HandLook>({ level: 1, back: false, colour: 'R' });
  useEffect(() => {
    if (!isOpen) setBlock(null);
  }, [isOpen, setBlock]);
  const body = (asTable: boolean) => (
    <Late waiting={WAITING}>
      <Hand asTable={asTable} look={look} setLook={(change) => set((before) => ({ ...before, ...change }))} />
    </Late>
  );
  return (
    <Drawer headline="one 8 × 8 block" twin={body(true)}>
      {body(false)}
    </Drawer>
  );
}

/** The picture rebuilt from its bands, largest scale first. */
function AddBandsDrawer() {
  const headline = useLab(({ viewer: { bandCount } }) => `${bandCount} of 10`);
  return (
    <Drawer
      headline={headline}
      twin={
        <Late waiting={WAITING}>
          <AddBands asTable />
        </Late>
      }
    >
      <Late waiting={WAITING}>
        <AddBands asTable={false} />
      </Late>
    </Drawer>
  );
}

export const haarDrawer: DrawerDescription = { id: 'haar', name: 'Haar by hand', Component: HaarDrawer };
export const addBandsDrawer: DrawerDescription = {
  id: 'add-bands',
  name: 'Add one band at a time',
  Component: AddBandsDrawer,
};
