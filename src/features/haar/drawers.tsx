import { useEffect, useState } from 'react';
import { latePart } from '../../ui/kit/late';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';
import { useActions, useLab } from '../../ui/lab-context';
import type { HandLook } from './look';

const Hand = latePart(() => import('./hand'));
const Rebuild = latePart(() => import('./rebuild'));

/** One 8x8 block, value by value; its picture is a panel on the viewer. */
function HaarDrawer() {
  const { setBlock } = useActions();
  const isOpen = useLab((state) => state.drawers.haar ?? false);
  const [look, set] = useState<HandLook>({ level: 1, back: false, colour: 'R' });
  useEffect(() => {
    if (!isOpen) setBlock(null);
  }, [isOpen, setBlock]);
  return (
    <LateDrawer
      headline="one 8 × 8 block"
      body={(asTable) => (
        <Hand asTable={asTable} look={look} setLook={(change) => set((before) => ({ ...before, ...change }))} />
      )}
    />
  );
}

/** The picture rebuilt from its bands, largest scale first. */
function RebuildDrawer() {
  const headline = useLab(({ viewer: { rebuildStep } }) => `${rebuildStep} of 10`);
  return <LateDrawer headline={headline} body={(asTable) => <Rebuild asTable={asTable} />} />;
}

export const haarDrawer: DrawerDescription = {
  id: 'haar',
  name: 'Haar by hand',
  needs: ['input'],
  Component: HaarDrawer,
};
export const rebuildDrawer: DrawerDescription = {
  id: 'rebuild',
  name: 'Add one band at a time',
  needs: ['input'],
  Component: RebuildDrawer,
};
