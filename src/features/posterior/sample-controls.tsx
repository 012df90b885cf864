import { Dices } from 'lucide-react';
import { Button } from 'react-aria-components';
import { MAX_SEED } from '../../core/settings/settings';
import { Range } from '../../ui/kit/range';
import { WholeField } from '../../ui/kit/whole-field';
import { number } from '../../ui/kit/format';
import { useActions, useLab } from '../../ui/lab-context';
import { sampleWords } from './sample-words';
import { useResult } from '../../ui/kit/use-result';
import { P } from '../../ui/kit/words';

/** How far samples are from the mean, and which noise makes them. */
export default function SampleControls() {
  const { set } = useActions();
  const { temperature, seed } = useLab((state) => state.settings);
  const summary = useResult();
  const words = summary ? sampleWords(summary.stats.mean, summary.stats.logvar, temperature) : '';
  return (
    <>
      <Range
        label="Temperature"
        value={temperature}
        min={0}
        max={4}
        step={0.05}
        neutral={1}
        format={(value) => number(value, 2)}
        onChange={(value) => set({ temperature: value }, 'temperature')}
      />
      <div className="row nowrap">
        <WholeField label="Seed" value={seed} min={0} max={MAX_SEED} onChange={(value) => set({ seed: value })} />
        <Button className="button small solid" onPress={() => set({ seed: Math.floor(Math.random() * 10000) })}>
          <Dices className="icon" aria-hidden />
          New seed
        </Button>
      </div>
      {words ? <P className="hint">{words}</P> : null}
    </>
  );
}
