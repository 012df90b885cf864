import { Late, latePart } from '../controls/late';
import { Drawer } from '../inspector/drawer';

const RateDistortion = latePart(() => import('./rate-distortion'));
const Headline = latePart(() => import('./headline'));

/** What fewer bits for the latent cost, beside JPEG and WebP. */
export function RateDrawer() {
  const body = (asTable: boolean) => <Late waiting={<p className="hint">Loading…</p>}><RateDistortion asTable={asTable} /></Late>;
  return (
    <Drawer id="rate" name="Rate and distortion" headline={<Late><Headline /></Late>} twin={body(true)}>
      {body(false)}
    </Drawer>
  );
}
