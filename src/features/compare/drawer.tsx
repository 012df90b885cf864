import { latePart } from '../../ui/kit/late';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';
import { useLab } from '../../ui/lab-context';

const Compare = latePart(() => import('./compare'));

/** The same picture through another model, or with other settings. */
function CompareDrawer() {
  const headline = useLab(({ compared, defaultModel }) => (compared ? compared.model || defaultModel : 'nothing yet'));
  return <LateDrawer headline={headline} body={(asTable) => <Compare asTable={asTable} />} />;
}

export const compareDrawer: DrawerDescription = {
  id: 'compare',
  name: 'Compare settings or models',
  needs: ['reconstruction'],
  Component: CompareDrawer,
};
