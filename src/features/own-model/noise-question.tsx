import type { ModelReport } from '../../core/model/own-model';
import { Segment } from '../../ui/kit/segment';
import { P } from '../../ui/kit/words';

const CHOICES = [
  { id: 'out', text: 'Take the noise out (recommended)' },
  { id: 'kept', text: 'Leave it as it is' },
] as const;

const HINTS = {
  removable: 'Without it, equal settings give equal results. As it is, no two runs are equal, and nothing is compared.',
  stuck: 'What it draws cannot be taken out. Such a model runs only as it is: no two runs are equal.',
} as const;

/** What to do with noise that a graph draws. Another choice checks the files anew. */
export function NoiseQuestion({
  found,
  random,
  onChange,
}: {
  readonly found: NonNullable<ModelReport['noise']>;
  readonly random: boolean;
  readonly onChange: (random: boolean) => void;
}) {
  return (
    <div className="own-question">
      <span className="own-label" aria-hidden>
        Noise
      </span>
      <Segment
        label="Noise"
        options={CHOICES}
        value={random ? 'kept' : 'out'}
        onChange={(id) => onChange(id === 'kept')}
      />
      <P className="hint">{HINTS[found]}</P>
    </div>
  );
}
