import { Late, latePart } from '../../ui/kit/late';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';
import { useLab } from '../../ui/lab-context';

const RateDistortion = latePart(() => import('./rate-distortion'));
const Headline = latePart(() => import('./headline'));

/** What fewer bits for the latent cost, beside JPEG and WebP. */
function RateDrawer() {
  // There is nothing to say without a picture, and no code to load for it.
  const hasPicture = useLab(({ picture }) => picture !== null);
  const body = (asTable: boolean) => (
    <Late waiting={<p className="hint">Loading…</p>}>
      <RateDistortion asTable={asTable} />
    </Late>
  );
  return (
    <Drawer
      headline={
        hasPicture ? (
          <Late>
            <Headline />
          </Late>
        ) : (
          ''
        )
      }
      twin={body(true)}
    >
      {body(false)}
    </Drawer>
  );
}

export const rateDrawer: DrawerDescription = { id: 'rate', name: 'Rate and distortion', Component: RateDrawer };
