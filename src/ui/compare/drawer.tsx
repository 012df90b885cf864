import { Late, latePart } from '../controls/late';
import { Drawer } from '../inspector/drawer';
import { useLab } from '../lab-context';

const Compare = latePart(() => import('./compare'));

/** The same picture through another model, or with other settings. */
export function CompareDrawer() {
  const headline = useLab(({ compared, defaultModel }) => (compared ? compared.model || defaultModel : 'nothing yet'));
  const body = (asTable: boolean) => <Late waiting={<p className="hint">Loading…</p>}><Compare asTable={asTable} /></Late>;
  return <Drawer id="compare" name="Compare settings or models" headline={headline} twin={body(true)}>{body(false)}</Drawer>;
}
