import { bytesOfNetworks } from '../../core/model/manifest';
import { Plus } from 'lucide-react';
import { use, useState } from 'react';
import { Button, OverlayTriggerStateContext } from 'react-aria-components';
import { toErrorInfo } from '../../core/errors';
import type { ModelEntry } from '../../core/model/manifest';
import { isOwnId } from '../../core/model/own-ids';
import { bytes } from '../../ui/kit/format';
import { useActions } from '../../ui/lab-context';
import './own-models.css';

/** Models that people added: what they take, the way to be rid of each, and to more of them. */
export function OwnModels({ models }: { readonly models: readonly ModelEntry[] }) {
  const { ownModels, complain, offerModel } = useActions();
  const around = use(OverlayTriggerStateContext);
  const [asked, setAsked] = useState('');
  const own = models.filter(({ id }) => isOwnId(id));
  const remove = (id: string): void => {
    ownModels()
      .then(({ removeModel }) => removeModel(id))
      .catch((thrown: unknown) => complain(toErrorInfo(thrown)));
  };
  const add = (): void => {
    // The menu or dialog that this is in.
    around?.close();
    offerModel([]);
  };
  return (
    <section className="own-models" aria-label="Own models">
      {own.map(({ id, title, ...model }) => (
        <div key={id} className="row">
          <span className="grow">
            <span>{`${title} `}</span>
            <span className="mono dim">{bytes(bytesOfNetworks(model))}</span>
          </span>
          {asked === id ? (
            <>
              <span role="status">Remove it and its files?</span>
              <Button className="button small" autoFocus onPress={() => setAsked('')}>
                Keep
              </Button>
              <Button className="button small solid" onPress={() => remove(id)}>
                Remove
              </Button>
            </>
          ) : (
            <Button className="button small" aria-label={`Remove ${title}`} onPress={() => setAsked(id)}>
              Remove…
            </Button>
          )}
        </div>
      ))}
      <Button className="button small solid" onPress={add}>
        <Plus className="icon small" aria-hidden />
        Add your own model…
      </Button>
    </section>
  );
}
