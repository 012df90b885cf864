import { Dices } from 'lucide-react';
import { Button } from 'react-aria-components';
import { Range } from '../controls/range';
import { Segment } from '../controls/segment';
import { WholeField } from '../controls/whole-field';
import { number } from '../format';
import { useActions, useLab } from '../lab-context';
import { Drawer } from './drawer';

const KINDS = [{ id: 'mean', text: 'Mean' }, { id: 'sample', text: 'Sample' }] as const;
const MAX_SEED = 2 ** 32 - 1;

/** Which point of the posterior goes to the decoder. */
export function Sampling() {
  const { set } = useActions();
  const { posterior, temperature, seed } = useLab((state) => state.settings);
  const samples = posterior === 'sample';
  return (
    <Drawer id="sampling" name="Sampling" headline={samples ? `seed ${seed}, × ${number(temperature, 2)}` : 'Mean'} openAtFirst>
      <p className="hint">The decoder gets the mean, or mean + temperature × sigma × noise. One seed gives one noise, on every device.</p>
      <div className="controls">
        <Segment label="Posterior" options={KINDS} value={posterior} onChange={(value) => set({ posterior: value })} />
        {samples ? (
          <>
            <Range
              label="Temperature" value={temperature} min={0} max={4} step={0.05} neutral={1} format={(value) => number(value, 2)}
              onChange={(value) => set({ temperature: value }, 'temperature')}
            />
            <div className="row nowrap">
              <WholeField label="Seed" value={seed} min={0} max={MAX_SEED} onChange={(value) => set({ seed: value })} />
              <Button
                className="button small solid" onPress={() => set({ seed: Math.floor(Math.random() * 10000) })}
              >
                <Dices className="icon" aria-hidden />
                New seed
              </Button>
            </div>
          </>
        ) : null}
      </div>
    </Drawer>
  );
}
