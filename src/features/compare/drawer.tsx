import { Late, latePart } from '../../ui/kit/late';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';
import { useLab } from '../../ui/lab-context';

const Compare = latePart(() => import('./compare'));

/** The same picture through another model, or with other settings. */
function CompareDrawer() {
  const headline = useLab(({ compared, defaultModel }) => (compared ? compared.model || defaultModel : 'nothing yet'));
  const body = (asTable: boolean) => (
    <Late waiting={<p className="hint">Loading…</p>}>
      <Compare asTable={asTable} />
    </Late>
  );
  return (
    <Drawer headline={headline} twin={body(true)}>
      {body(false)}
    </Drawer>
  );
}

export const compareDrawer: DrawerDescription = {
  id: 'compare',
  name: 'Compare settings or models',
  Component: CompareDrawer,
};
