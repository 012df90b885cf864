import { Radio, RadioGroup } from 'react-aria-components';
import type { ModelEntry } from '../../core/manifest';
import { bytes, decibels, number } from '../format';
import { useActions, useLab } from '../lab-context';
import StoredFiles from './stored-files';

function facts(model: ModelEntry): string {
  const parameters = (model.encoder.parameters + model.decoder.parameters) / 1e6;
  const quality = model.quality ? `, ${decibels(model.quality.psnr)} on ${model.quality.set}` : '';
  return `${number(parameters, 2)} M parameters, ${bytes(model.encoder.bytes + model.decoder.bytes)}${quality}`;
}

/** The models to choose from, and what the browser keeps of them. */
export default function ModelMenuBody({ chosen }: { chosen: string }) {
  const { set } = useActions();
  const models = useLab((state) => state.models);
  return (
    <div className="popover-body">
      {models.length > 0 ? (
        <RadioGroup className="controls" aria-label="Model" value={chosen} onChange={(id) => set({ model: id })}>
          {models.map((each) => (
            <Radio key={each.id} value={each.id} className="model-row option">
              <span className="column">
                <span>{each.title}</span>
                <span className="hint">{`${each.summary} ${facts(each)}.`}</span>
                <span className="hint">{`Trained on: ${each.trainedOn}. Licence: ${each.license}.`}</span>
              </span>
            </Radio>
          ))}
        </RadioGroup>
      ) : <p className="hint">The list of models could not be read. Reload the page to try again.</p>}
      <StoredFiles />
    </div>
  );
}
