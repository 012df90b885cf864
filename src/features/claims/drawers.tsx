import { latePart } from '../../ui/kit/late';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';

/** The paper's three claims, each on the picture that is open. */

const Coefficients = latePart(() => import('./coefficients'));
const Norms = latePart(() => import('./norms'));
const Resolution = latePart(() => import('./resolution'));

function CoefficientsDrawer() {
  return <LateDrawer headline="first claim" body={(asTable) => <Coefficients asTable={asTable} />} />;
}

function NormsDrawer() {
  return <LateDrawer headline="second claim" body={(asTable) => <Norms asTable={asTable} />} />;
}

function ResolutionDrawer() {
  return <LateDrawer headline="third claim" body={(asTable) => <Resolution asTable={asTable} />} />;
}

export const coefficientsDrawer: DrawerDescription = {
  id: 'claim-coefficients',
  name: 'Few coefficients are enough',
  needs: ['input', 'mean', 'error'],
  Component: CoefficientsDrawer,
};
export const normsDrawer: DrawerDescription = {
  id: 'claim-norms',
  name: 'Norms of the decoder',
  needs: ['input', 'mean', 'error'],
  Component: NormsDrawer,
};
export const resolutionDrawer: DrawerDescription = {
  id: 'claim-resolution',
  name: 'Learned at low resolution',
  needs: ['input', 'mean', 'error'],
  Component: ResolutionDrawer,
};
