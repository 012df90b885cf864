import { Button } from 'react-aria-components';
import type { ModelOperations } from '../../core/model/network/operations';
import { useStore } from 'zustand';
import type { RunSummary } from '../../core/protocol';
import { unedited } from '../../core/slots';
import { modelTitle } from '../../state/model-of';
import { comparedOf, differenceWords } from './state/compared';
import { compareWith, retryCompared } from './state/comparing';
import { perceptualOf } from '../perceptual/state/perceptual';
import { measuresOf, type Measured } from './measures';
import { useOperations } from './use-operations';
import { Pick } from '../../ui/kit/pick';
import { scientific } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { useResult } from '../../ui/kit/use-result';
import { useActions, useLab, useLabObject } from '../../ui/lab-context';
import './compare.css';
import { P } from '../../ui/kit/words';

/** Chooses what the shown result is compared with, shows both pictures, and has the metrics of both in one table. */
export default function Compare({ asTable }: { asTable: boolean }) {
  const lab = useLabObject();
  const { setView } = useActions();
  const { settings, compared, comparedTrouble: trouble, models, defaultModel } = useLab((state) => state);
  const other = useLab(comparedOf);
  const differs = useLab(differenceWords);
  const shown = useResult();
  const model = compared?.model || defaultModel;
  const compare = (next: typeof compared): void => compareWith(lab, next);
  return (
    <div className="compare-rows">
      <P className="hint">
        Runs the same picture a second time, through another model or with other settings, and keeps that result beside
        the shown one.{' '}
        <a href="https://arxiv.org/abs/2405.14477" target="_blank" rel="noreferrer">
          LiteVAE, section 5
        </a>{' '}
        compares models in the same way.
      </P>
      <Pick
        label="Compare with model"
        value={compared ? model : ''}
        options={[{ id: '', text: 'Nothing' }, ...models.map(({ id, title }) => ({ id, text: title }))]}
        onChange={(id) => compare(id ? { ...(compared ?? settings), model: id } : null)}
      />
      <div className="actions-row">
        <Button
          className="button small solid"
          onPress={() => compare({ ...settings, model: compared?.model ?? settings.model })}
        >
          <span>{compared ? 'Take over the present settings' : 'Keep the present settings'}</span>
        </Button>
        <Button
          className="button small solid"
          isDisabled={!compared}
          onPress={() => compared && compare(unedited(compared))}
        >
          Without edits
        </Button>
      </div>
      {models.length < 2 ? (
        <P className="dim small">
          This page has one model, so only the settings can differ: keep them, then change an edit.
        </P>
      ) : null}
      {trouble ? (
        <div className="row between">
          <P className="hint bad" role="alert">
            {trouble}
          </P>
          <Button className="button small" onPress={() => retryCompared(lab)}>
            Try again
          </Button>
        </div>
      ) : null}
      {compared && !other && !trouble ? (
        <P className="dim small" role="status">
          Running the compared result…
        </P>
      ) : null}
      {other && shown ? (
        <>
          <div className="actions-row">
            <Button className="button small" onPress={() => setView({ layout: 'two', a: 'compared', b: 'recon' })}>
              Side by side
            </Button>
            <Button className="button small" onPress={() => setView({ layout: 'slider', a: 'compared', b: 'recon' })}>
              In the slider
            </Button>
            <Button className="button small" onPress={() => setView({ layout: 'one', b: 'versus' })}>
              Their difference
            </Button>
            <Button className="button small" onPress={() => setView({ layout: 'two', a: 'compared-pca', b: 'pca' })}>
              Their latents
            </Button>
          </div>
          <P className="dim small">
            {differs
              ? `The compared result has: ${differs}.`
              : 'Model, edits, sampling and tiles are those of the shown result.'}
          </P>
          {asTable ? <Counted shown={shown} other={other} /> : <Both shown={shown} other={other} asTable={false} />}
        </>
      ) : null}
    </div>
  );
}

interface Results {
  readonly shown: RunSummary;
  readonly other: RunSummary;
}

/** With operations, for which the graphs are read. */
function Counted({ shown, other }: Results) {
  const counted = [useOperations(shown), useOperations(other)] as const;
  return <Both shown={shown} other={other} asTable operations={counted} />;
}

interface BothProps extends Results {
  readonly asTable: boolean;
  readonly operations?: readonly [ModelOperations | null, ModelOperations | null];
}

/** Numbers of both; the twin has all of them, the drawer the first ones. */
function Both({ shown, other, asTable, operations }: BothProps) {
  const models = useLab((state) => state.models);
  const stLpips = useStore(perceptualOf(useLabObject()).store, ({ values }) => values);
  const measured = (run: RunSummary, counted: ModelOperations | null = null): Measured => ({
    run,
    model: models.find(({ id }) => id === run.model),
    operations: counted,
    stLpips: stLpips.get(run.job) ?? null,
  });
  const rows = measuresOf(measured(shown, operations?.[0]), measured(other, operations?.[1]), asTable);
  const same = shown.model === other.model;
  const [title, against] = [shown, other].map(({ model }) => modelTitle({ models }, model));
  return (
    <DataTable
      caption={same ? `${title}, shown and compared settings` : `${title} (shown) and ${against} (compared)`}
      columns={['Measure', 'Shown', 'Compared', 'Difference']}
      rows={rows}
      format={(value, column) => (column === 2 && value > 0 ? `+${scientific(value)}` : scientific(value))}
    />
  );
}
