import { ChevronRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, Radio, RadioGroup } from 'react-aria-components';
import { isRandom } from '../../../core/model/contract';
import { aloneWords, bytesOfNetworks, networksOf, type ModelEntry } from '../../../core/model/manifest';
import { isOwnId } from '../../../core/model/own-ids';
import { byPurpose } from '../../../state/model-of';
import { storedHashes } from '../../../state/cached-files';
import { bytes, decibels, number } from '../../kit/format';
import { useActions, useLab } from '../../lab-context';
import { ListTrouble } from './list-trouble';
import { BesideButton } from '../../../features/compare/beside-button';
import { OwnModels } from '../../../features/own-model/own-models';
import StoredFiles from './stored-files';
import { P } from '../../kit/words';

function facts(model: ModelEntry): string {
  const parameters = networksOf(model).reduce((sum, network) => sum + network.parameters, 0) / 1e6;
  const quality = model.quality ? `, ${decibels(model.quality.psnr)} on ${model.quality.set}` : '';
  return `${number(parameters, parameters < 0.1 ? 4 : 2)} M parameters, ${bytes(bytesOfNetworks(model))}${quality}`;
}

/** Hashes of the networks that this browser keeps; null before that is known. */
function useStored(models: readonly ModelEntry[], again: number): ReadonlySet<string> | null {
  const [stored, setStored] = useState<ReadonlySet<string> | null>(null);
  // What was downloaded while this is open counts, too.
  const status = useLab((state) => state.session.status);
  useEffect(() => {
    let current = true;
    void storedHashes(models.flatMap((model) => networksOf(model).map(({ sha256 }) => sha256))).then((kept) => {
      if (current) setStored(kept);
    });
    return () => void (current = false);
  }, [models, status, again]);
  return stored;
}

function storage(model: ModelEntry, stored: ReadonlySet<string> | null): string {
  if (isOwnId(model.id)) return 'It stays in this browser until you remove it.';
  if (!stored) return '\u00a0';
  const networks = networksOf(model);
  const missing = networks.filter(({ sha256 }) => !stored.has(sha256));
  if (missing.length === 0) return 'Stored on this device.';
  // Models may share a network.
  return missing.length === networks.length
    ? 'Not stored on this device yet.'
    : `All but ${bytes(missing[0]?.bytes ?? 0)} of it is stored on this device.`;
}

function Row({ model, stored }: { readonly model: ModelEntry; readonly stored: ReadonlySet<string> | null }) {
  return (
    <Radio value={model.id} className="model-row option">
      <span className="column">
        <span>
          <span>{model.title}</span>
          {isOwnId(model.id) ? <span className="own-tag">own</span> : null}
          {aloneWords(model) ? <span className="own-tag">{aloneWords(model)}</span> : null}
          {isRandom(model) ? <span className="own-tag">draws its own noise</span> : null}
        </span>
        <span className="hint">{`${model.summary} ${facts(model)}.`}</span>
        <span className="hint">{storage(model, stored)}</span>
        <span className="hint">{`Trained on: ${model.trainedOn}. Licence: ${model.license}.`}</span>
      </span>
    </Radio>
  );
}

/** Small models that were trained to be compared. Nothing of a closed group is there for the arrow keys to choose. */
function Studies({
  models,
  stored,
  startsOpen,
}: {
  readonly models: readonly ModelEntry[];
  readonly stored: ReadonlySet<string> | null;
  readonly startsOpen: boolean;
}) {
  const [isOpen, setOpen] = useState(startsOpen);
  return (
    <section className="model-studies" aria-label="Studies">
      <Button className="button small" aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
        <ChevronRight className="icon small" aria-hidden />
        <span>{`Studies: ${models.length} small ${models.length === 1 ? 'model' : 'models'}`}</span>
      </Button>
      <P className="hint">
        These models were trained in short runs that differ in one thing. They are for comparison with one another, and
        not for their pictures. A model is downloaded when you choose it.
      </P>
      {isOpen ? models.map((each) => <Row key={each.id} model={each} stored={stored} />) : null}
    </section>
  );
}

/** The models to choose from, and what the browser keeps of them. */
export default function ModelMenuBody({ chosen }: { chosen: string }) {
  const { set } = useActions();
  const models = useLab((state) => state.models);
  const [deletions, setDeletions] = useState(0);
  const stored = useStored(models, deletions);
  const { choices, studies } = byPurpose(models);
  return (
    <div className="popover-body">
      {models.length > 0 ? (
        <RadioGroup className="controls" aria-label="Model" value={chosen} onChange={(id) => set({ model: id })}>
          {choices.map((each) => (
            <Row key={each.id} model={each} stored={stored} />
          ))}
          {studies.length > 0 ? (
            <Studies models={studies} stored={stored} startsOpen={studies.some(({ id }) => id === chosen)} />
          ) : null}
        </RadioGroup>
      ) : (
        <ListTrouble />
      )}
      <BesideButton />
      <OwnModels models={models} />
      <StoredFiles onDelete={() => setDeletions(deletions + 1)} />
    </div>
  );
}
