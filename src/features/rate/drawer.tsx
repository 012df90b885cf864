import { Late, latePart } from '../../ui/kit/late';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';
import { useLab } from '../../ui/lab-context';

const RateDistortion = latePart(() => import('./rate-distortion'));
const Headline = latePart(() => import('./headline'));

/** What fewer bits for the latent cost, beside JPEG and WebP. */
function RateDrawer() {
  // There is nothing to say without a picture, and no code to load for it.
  const hasPicture = useLab(({ picture }) => picture !== null);
  return (
    <LateDrawer
      headline={
        hasPicture ? (
          <Late>
            <Headline />
          </Late>
        ) : (
          ''
        )
      }
      body={(asTable) => <RateDistortion asTable={asTable} />}
    />
  );
}

export const rateDrawer: DrawerDescription = {
  id: 'rate',
  name: 'Rate and distortion',
  needs: ['error'],
  Component: RateDrawer,
};
