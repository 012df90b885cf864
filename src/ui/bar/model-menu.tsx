import { ChevronDown } from 'lucide-react';
import { lazy } from 'react';
import { Button, DialogTrigger, Popover, Radio, RadioGroup } from 'react-aria-components';
import type { ModelEntry } from '../../core/manifest';
import { bytes, decibels, number } from '../format';
import { Late } from '../controls/late';
import { useActions, useLab } from '../lab-context';

const StoredFiles = lazy(() => import('./stored-files'));

function facts(model: ModelEntry): string {
  const parameters = (model.encoder.parameters + model.decoder.parameters) / 1e6;
  const quality = model.quality ? `, ${decibels(model.quality.psnr)} on ${model.quality.set}` : '';
  return `${number(parameters, 2)} M parameters, ${bytes(model.encoder.bytes + model.decoder.bytes)}${quality}`;
}

/** Which model runs, with what is known of each. */
export function ModelMenu() {
  const { set } = useActions();
  const models = useLab((state) => state.models);
  const chosen = useLab(({ settings, defaultModel }) => settings.model || defaultModel);
  const model = models.find(({ id }) => id === chosen);
  const [name = 'Model', code = ''] = model ? splitId(model.id) : [];
  return (
    <DialogTrigger>
      <Button className="button from-medium" aria-label={`Model: ${model?.title ?? 'not known yet'}`}>
        {name} <span className="mono dim from-wide">{code}</span>
        <ChevronDown className="icon small" aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom end" aria-label="Model">
        <div className="popover-body">
          {models.length > 0 ? (
            <RadioGroup
              className="controls" aria-label="Model" value={chosen}
              onChange={(id) => set({ model: id })}
            >
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
          <Late><StoredFiles /></Late>
        </div>
      </Popover>
    </DialogTrigger>
  );
}

/** 'litevae-s-f8c12' reads as LiteVAE-S f8c12. */
function splitId(id: string): [string, string] {
  const match = /^litevae-(\w+)-(\w+)$/.exec(id);
  return match ? [`LiteVAE-${(match[1] ?? '').toUpperCase()}`, match[2] ?? ''] : [id, ''];
}
