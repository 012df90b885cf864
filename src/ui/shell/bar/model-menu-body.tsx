import { useEffect, useState } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import type { ModelEntry } from '../../../core/model/manifest';
import { isOwnId } from '../../../core/model/own-ids';
import { storedHashes } from '../../../state/stored-files';
import { bytes, decibels, number } from '../../kit/format';
import { useActions, useLab } from '../../lab-context';
import { ListTrouble } from './list-trouble';
import { OwnModels } from '../../../features/own-model/own-models';
import StoredFiles from './stored-files';

function facts(model: ModelEntry): string {
  const parameters = (model.encoder.parameters + model.decoder.parameters) / 1e6;
  const quality = model.quality ? `, ${decibels(model.quality.psnr)} on ${model.quality.set}` : '';
  return `${number(parameters, parameters < 0.1 ? 4 : 2)} M parameters, ${bytes(model.encoder.bytes + model.decoder.bytes)}${quality}`;
}

/** Ids of the models of which this browser keeps both networks; null before that is known. */
function useStored(models: readonly ModelEntry[], again: number): ReadonlySet<string> | null {
  const [stored, setStored] = useState<ReadonlySet<string> | null>(null);
  // What was downloaded while this is open counts, too.
  const status = useLab((state) => state.session.status);
  useEffect(() => {
    let current = true;
    void storedHashes(models.flatMap(({ encoder, decoder }) => [encoder.sha256, decoder.sha256])).then((kept) => {
      const whole = models.filter(({ encoder, decoder }) => kept.has(encoder.sha256) && kept.has(decoder.sha256));
      if (current) setStored(new Set(whole.map(({ id }) => id)));
    });
    return () => void (current = false);
  }, [models, status, again]);
  return stored;
}

/** The models to choose from, and what the browser keeps of them. */
export default function ModelMenuBody({ chosen }: { chosen: string }) {
  const { set } = useActions();
  const models = useLab((state) => state.models);
  const [deletions, setDeletions] = useState(0);
  const stored = useStored(models, deletions);
  return (
    <div className="popover-body">
      {models.length > 0 ? (
        <RadioGroup className="controls" aria-label="Model" value={chosen} onChange={(id) => set({ model: id })}>
          {models.map((each) => (
            <Radio key={each.id} value={each.id} className="model-row option">
              <span className="column">
                <span>
                  <span>{each.title}</span>
                  {isOwnId(each.id) ? <span className="own-tag">own</span> : null}
                </span>
                <span className="hint">{`${each.summary} ${facts(each)}.`}</span>
                <span className="hint">
                  {isOwnId(each.id)
                    ? 'In this browser until it is removed.'
                    : stored
                      ? stored.has(each.id)
                        ? 'Stored on this device.'
                        : 'Not stored on this device yet.'
                      : '\u00a0'}
                </span>
                <span className="hint">{`Trained on: ${each.trainedOn}. Licence: ${each.license}.`}</span>
              </span>
            </Radio>
          ))}
        </RadioGroup>
      ) : (
        <ListTrouble />
      )}
      <OwnModels models={models} />
      <StoredFiles onDelete={() => setDeletions(deletions + 1)} />
    </div>
  );
}
