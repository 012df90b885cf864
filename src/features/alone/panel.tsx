import { useState } from 'react';
import { Button } from 'react-aria-components';
import { toErrorInfo } from '../../core/errors';
import { cellOf } from '../../core/math/geometry';
import { MAX_SEED } from '../../core/settings/settings';
import { modelOf } from '../../state/model-of';
import { liveSummary } from '../../state/selectors';
import { size } from '../../ui/kit/format';
import { Pick } from '../../ui/kit/pick';
import { Segment } from '../../ui/kit/segment';
import { WholeField } from '../../ui/kit/whole-field';
import { useActions, useLab, useLabObject } from '../../ui/lab-context';
import { cellsFor, decodeSample, decodeWith, othersFor } from './state/begin-at-latent';
import { P } from '../../ui/kit/words';

const SPREADS = [
  { id: 'unit', text: 'N(0, 1)' },
  { id: 'model', text: 'Spread of the model' },
] as const;
const MOST_CELLS = 512;

/** A sample for the decoder, and the shown latent for the decoder of another model. */
export default function BeginPanel() {
  const lab = useLabObject();
  const { complain } = useActions();
  const model = useLab(modelOf);
  const usual = useLab((state) => cellsFor(state, cellOf(model ?? {})));
  const [chosen, setChosen] = useState<{ columns: number; rows: number } | null>(null);
  const [seed, setSeed] = useState(0);
  const [spread, setSpread] = useState<(typeof SPREADS)[number]['id']>('unit');
  if (!model) return <P className="hint">The list of models is not there yet.</P>;
  const { columns, rows } = chosen ?? usual;
  const begin = (at: number): void => {
    decodeSample(lab, { columns, rows, seed: at, spread }).catch((thrown: unknown) => complain(toErrorInfo(thrown)));
  };
  return (
    <>
      {model.decoder ? (
        <>
          <P className="hint">
            {`The decoder gets noise in place of a picture’s latent, in the units in which the latent is shown: ${size(columns * model.downscale, rows * model.downscale)} pixels.`}
          </P>
          <div className="controls">
            <Segment label="Sample of" options={SPREADS} value={spread} onChange={setSpread} />
            <div className="row nowrap">
              <WholeField
                label="Columns"
                value={columns}
                min={1}
                max={MOST_CELLS}
                onChange={(value) => setChosen({ columns: value, rows })}
              />
              <WholeField
                label="Rows"
                value={rows}
                min={1}
                max={MOST_CELLS}
                onChange={(value) => setChosen({ columns, rows: value })}
              />
              <WholeField label="Seed" value={seed} min={0} max={MAX_SEED} onChange={setSeed} />
            </div>
            <div className="row">
              <Button className="button small solid" onPress={() => begin(seed)}>
                Decode the sample
              </Button>
              <Button
                className="button small"
                onPress={() => {
                  setSeed(seed + 1);
                  begin(seed + 1);
                }}
              >
                Next seed
              </Button>
            </div>
          </div>
        </>
      ) : (
        <P className="hint">{`${model.title} is an encoder alone: it decodes no sample.`}</P>
      )}
      <div className="space" />
      <OtherDecoder />
    </>
  );
}

function OtherDecoder() {
  const lab = useLabObject();
  const { complain } = useActions();
  const shown = useLab((state) => liveSummary(state)?.model);
  const models = useLab((state) => state.models);
  const [chosen, setChosen] = useState('');
  const others = othersFor({ models }, shown);
  if (others.length === 0)
    return (
      <P className="hint">
        No other model here has as many channels and the same downscale, so no other decoder reads the shown latent.
      </P>
    );
  const id = others.find((model) => model.id === chosen)?.id ?? (others[0]?.id as string);
  return (
    <>
      <P className="hint">
        Another decoder reads the shown latent as it is. It was not trained for this latent; colours and detail will
        differ.
      </P>
      <div className="row">
        <Pick
          label="Decoder of"
          value={id}
          options={others.map((model) => ({ id: model.id, text: model.title }))}
          onChange={setChosen}
        />
        <Button
          className="button small solid"
          onPress={() => void decodeWith(lab, id).catch((thrown: unknown) => complain(toErrorInfo(thrown)))}
        >
          Decode this latent
        </Button>
      </div>
    </>
  );
}
