import { Button } from 'react-aria-components';
import type { LatentUnits } from '../../core/model/latent-units';
import { modelOf } from '../../state/model-of';
import { Facts, type Fact } from '../../ui/kit/facts';
import { number, scientific, size } from '../../ui/kit/format';
import { Segment } from '../../ui/kit/segment';
import { useActions, useLab } from '../../ui/lab-context';
import { fittingModels, type Form, type LatentChoice } from './state/latent-choice';
import type { Chosen } from './use-chosen';
import { P } from '../../ui/kit/words';

const UNITS = [
  { id: 'scaled', text: 'Scaled' },
  { id: 'raw', text: 'Raw z' },
] as const;

const FORMS: Readonly<Record<'unpack' | 'pack', string>> = {
  unpack:
    'Its channels are 2 × 2 places packed together, as FLUX.2 passes latents on. They are unpacked for this model; batch statistics that a pipeline put between are not taken out.',
  pack: 'This model takes 2 × 2 places packed into channels. They are packed; batch statistics that a pipeline puts between are not applied.',
};

interface LatentFactsProps {
  readonly choice: LatentChoice;
  readonly chosen: Chosen;
  readonly form: Form;
}

/** What the chosen latent is, whether the model decodes it, in which units it is, and how it differs from what is open. */
export function LatentFacts({ choice: { file, tensor }, chosen, form }: LatentFactsProps) {
  const { set, offerModel } = useActions();
  const models = useLab((state) => state.models);
  const model = useLab(modelOf);
  const { trouble, spreads, units, because, setUnits, beside, std } = chosen;
  const [, , height, width] = chosen.latent?.given.dims ?? [];
  const facts: Fact[] = [
    { name: 'File', value: `${file.name} (${file.kind})`, words: true },
    { name: 'Shape', value: `${tensor.dims.join(' × ')}, ${tensor.type}` },
    { name: 'Standard deviation', value: number(std, 3) },
    ...(model?.decoder && height && width
      ? [{ name: 'Decodes to', value: `${size(width * model.downscale, height * model.downscale)} px` }]
      : []),
  ];
  const fitting = form ? [] : fittingModels(tensor.shape, models);
  const isManyTimes = tensor.shape.times > 1;
  return (
    <>
      <Facts facts={facts} single />
      {file.notes.map((note) => (
        <P key={note} className="hint">
          {note}
        </P>
      ))}
      {isManyTimes ? (
        <P className="hint">
          It is of a video: each time is decoded as a picture by itself, which is not what a video decoder gives.
        </P>
      ) : null}
      {trouble ? (
        <>
          <P role="alert" className="bad">
            {trouble}
          </P>
          <div className="row">
            {fitting.map(({ id, title }) => (
              <Button key={id} className="button solid" onPress={() => set({ model: id })}>
                <span>{`Choose ${title}`}</span>
              </Button>
            ))}
            {form || fitting.length > 0 || !model ? null : (
              <Button className="button solid" onPress={() => offerModel([])}>
                Add your own model…
              </Button>
            )}
          </div>
        </>
      ) : null}
      {form === 'pack' || form === 'unpack' ? <P className="hint">{FORMS[form]}</P> : null}
      {spreads && !trouble ? (
        <div className="latent-units">
          <Segment label="Units" options={UNITS} value={units} onChange={(id) => setUnits(id satisfies LatentUnits)} />
          <P className="hint">{because}</P>
          <P className="hint">
            Scaled is (z − shift) × scale, as diffusion models pass it on; z is what the autoencoder knows.
          </P>
        </div>
      ) : null}
      {beside ? (
        <P role="status">{`Beside the latent of ${beside.picture}: they differ by ${scientific(beside.difference.rms)} (root mean square), at most ${scientific(beside.difference.maxAbsolute)}; correlation ${number(beside.difference.correlation, 4)}.`}</P>
      ) : null}
    </>
  );
}
