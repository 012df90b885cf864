import { Input, Label, TextField } from 'react-aria-components';
import type { PerChannel } from '../../core/math/affine';
import { openQuestions } from '../../core/model/own-answers';
import { MAX_TITLE, type CheckedModel, type OwnAnswers } from '../../core/model/own-model';
import { AmountField } from '../../ui/kit/amount-field';
import { Segment } from '../../ui/kit/segment';
import { PresetQuestion } from './preset-question';
import { decibels, number } from '../../ui/kit/format';
import { P } from '../../ui/kit/words';

interface QuestionsProps {
  readonly model: CheckedModel;
  readonly answers: OwnAnswers;
  /** Id of the preset that was chosen by hand; absent where nobody chose. */
  readonly preset: string | undefined;
  readonly onChange: (changed: Partial<OwnAnswers>, preset?: string) => void;
}

const RANGES = [
  { id: 'signed', text: '−1 to 1' },
  { id: 'unit', text: '0 to 1' },
] as const;

/** What the files do not say, with what is proposed for it. */
export function Questions({ model, answers, preset, onChange: put }: QuestionsProps) {
  const open = openQuestions(model);
  const { byRange, on, latent } = model.measured;
  const spread = Math.sqrt(latent.std.reduce((sum, value) => sum + value * value, 0) / latent.std.length);
  return (
    <div className="own-questions">
      <Text label="Name" value={answers.title} most={MAX_TITLE} onChange={(title) => put({ title })} />
      {open.includes('scale') ? (
        <PresetQuestion model={model} chosen={preset} onChange={(id, filled) => put(filled, id)} />
      ) : null}
      {open.includes('range') ? (
        <div className="own-question">
          <span className="own-label" aria-hidden>
            Values of pixels
          </span>
          <Segment
            label="Values of pixels"
            options={RANGES}
            value={answers.range[0] === 0 ? 'unit' : 'signed'}
            onChange={(id) => put({ range: id === 'unit' ? [0, 1] : [-1, 1] })}
          />
          {byRange ? (
            <P className="hint">{`Measured here: −1 to 1 gives ${decibels(byRange.signed)}, 0 to 1 gives ${decibels(byRange.unit)}. The better one is proposed.`}</P>
          ) : null}
        </div>
      ) : null}
      {open.includes('scale') ? (
        <div className="own-question">
          <div className="row">
            <Units label="Latent scale" value={answers.scale} min={1e-6} onChange={(scale) => put({ scale })} />
            <Units label="Shift" value={answers.shift} min={-1e6} onChange={(shift) => put({ shift })} />
          </div>
          <P className="hint">
            {`The latent is shown and edited as (z − shift) × scale; the reconstruction does not depend on them. The spread of z is ${number(spread, 3)} on ${on}, and 1 over it ${number(1 / spread, 4)}.`}
          </P>
        </div>
      ) : null}
      {open.includes('license') ? (
        <Text
          label="Licence of the weights (may stay empty)"
          value={answers.license}
          most={400}
          onChange={(license) => put({ license })}
        />
      ) : null}
    </div>
  );
}

/** A number that is asked; where every channel has its own, how many there are. */
function Units({
  label,
  value,
  min,
  onChange,
}: {
  readonly label: string;
  readonly value: PerChannel;
  readonly min: number;
  readonly onChange: (value: number) => void;
}) {
  if (typeof value !== 'number') {
    const [low, high] = [Math.min(...value), Math.max(...value)];
    return (
      <P className="hint">{`${label}: one for each of ${value.length} channels, ${number(low, 3)} to ${number(high, 3)}.`}</P>
    );
  }
  return <AmountField label={label} keepsRefused value={value} min={min} max={1e6} onChange={onChange} />;
}

function Text({
  label,
  value,
  most,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly most: number;
  readonly onChange: (value: string) => void;
}) {
  return (
    <TextField className="text-field" value={value} onChange={onChange} maxLength={most}>
      <Label>{label}</Label>
      <Input className="field" />
    </TextField>
  );
}
