import type { CheckedModel, OwnAnswers } from '../../core/model/own-model';
import { presetAnswers } from '../../core/model/own-answers';
import { presetOf, presetsFor, type Preset } from '../../core/model/presets';
import { Pick } from '../../ui/kit/pick';
import { P } from '../../ui/kit/words';

interface PresetQuestionProps {
  readonly model: CheckedModel;
  /** Id of the preset that was chosen by hand, '' for none of them; absent where nobody chose. */
  readonly chosen: string | undefined;
  readonly onChange: (preset: string, answers: Partial<OwnAnswers>) => void;
}

/** Which well-known model it is, where its latent has the shape of one: scale, shift and licence are then filled in. */
export function PresetQuestion({ model, chosen, onChange }: PresetQuestionProps) {
  const { known } = model;
  const presets = presetsFor(model);
  if (presets.length === 0) return null;
  const value = chosen ?? known?.preset ?? '';
  const preset = presetOf(value);
  const source = chosen === undefined ? (known?.config ? 'config' : preset ? 'recognised' : 'asked') : 'chosen';
  return (
    <div className="own-question">
      <span className="own-label" aria-hidden>
        Known model
      </span>
      <Pick
        label="Known model"
        hideLabel
        options={[{ id: '', text: 'None of these' }, ...presets.map(({ id, title }) => ({ id, text: title }))]}
        value={value}
        onChange={(id) => onChange(id, presetAnswers(presetOf(id), model))}
      />
      <P className="hint">
        {[SOURCES[source](presets), preset && factsOf(preset), preset?.hint].filter(Boolean).join(' ')}
      </P>
    </div>
  );
}

const SOURCES = {
  config: () => 'Scale and shift are those of config.json.',
  recognised: () => 'Recognised: scale and shift are filled in.',
  chosen: () => '',
  asked: (presets: readonly Preset[]) =>
    `Its latent has the shape of ${presets.length === 1 ? 'this model' : `${presets.length} well-known ones`}. Choose one, and scale and shift are filled in.`,
} as const;

function factsOf({ latentChannels, downscale, range, license, scale, shift }: Preset): string {
  const factors =
    typeof scale === 'number' ? `scale ${scale}, shift ${String(shift)}` : 'scale and shift for each channel';
  return `${latentChannels} channels at 1/${downscale}, ${factors}${range ? ', pixels −1 to 1' : ''}${license ? `, licence ${license}` : ''}.`;
}
