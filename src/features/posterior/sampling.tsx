import { NO_VARIANCE } from '../../core/model/contract';
import { isMeanAlone } from '../../state/model-of';
import { Late, latePart } from '../../ui/kit/late';
import { Segment } from '../../ui/kit/segment';
import { number } from '../../ui/kit/format';
import { useActions, useLab } from '../../ui/lab-context';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';
import { P } from '../../ui/kit/words';

const KINDS = [
  { id: 'mean', text: 'Mean' },
  { id: 'sample', text: 'Sample' },
] as const;
/** Sliders and number fields are not part of what the page starts with. */
const SampleControls = latePart(() => import('./sample-controls'));

/** Which point of the posterior goes to the decoder. */
function Sampling() {
  const { posterior, temperature, seed } = useLab((state) => state.settings);
  const samples = posterior === 'sample';
  const fixed = useLab(isMeanAlone);
  return (
    <Drawer headline={samples && !fixed ? `seed ${seed}, × ${number(temperature, 2)}` : 'Mean'} openAtFirst>
      {fixed ? <P className="hint">{`${NO_VARIANCE} A sample is the mean.`}</P> : <Choice samples={samples} />}
    </Drawer>
  );
}

function Choice({ samples }: { samples: boolean }) {
  const { set } = useActions();
  return (
    <>
      <P className="hint">
        The decoder gets the mean, or mean + temperature × sigma × noise. One seed gives one noise, on every device.
      </P>
      <div className="controls">
        <Segment
          label="Posterior"
          options={KINDS}
          value={samples ? 'sample' : 'mean'}
          onChange={(value) => set({ posterior: value })}
        />
        {samples ? (
          <Late waiting={<div className="sample-waiting" />}>
            <SampleControls />
          </Late>
        ) : null}
      </div>
    </>
  );
}

export const samplingDrawer: DrawerDescription = {
  id: 'sampling',
  name: 'Sampling',
  needs: ['mean'],
  Component: Sampling,
};
