import { Button } from 'react-aria-components';
import { makes, whyMissing } from '../../core/missing';
import { NO_VARIANCE } from '../../core/model/contract';
import { BITS_PER_NAT } from '../../core/metrics/kl';
import { cellOf } from '../../core/math/geometry';
import { useActions, useLab } from '../../ui/lab-context';
import { blockText, number, signed } from '../../ui/kit/format';
import { isScaled, latentFormula } from '../../ui/viewer/latent-formula';
import { Picture } from '../../ui/kit/picture';
import { Segment } from '../../ui/kit/segment';
import { requestOf } from '../../ui/viewer/requests';
import { useView } from '../../ui/viewer/use-view';
import { DataTable } from '../../ui/kit/data-table';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';
import { Missing } from '../../ui/kit/missing';
import { useKl } from './use-kl';
import { useResult } from '../../ui/kit/use-result';
import { P } from '../../ui/kit/words';

const QUANTITIES = [
  { id: 'mean', text: 'Mean' },
  { id: 'logvar', text: 'Log-variance' },
  { id: 'latent', text: 'Latent' },
] as const;

/** Every latent channel in numbers. A row's picture is its channel. */
function Posterior() {
  const { setLatent, setView } = useActions();
  const summary = useResult();
  const look = useLab((state) => state.viewer.latent);
  const request = useLab((state) => requestOf('latent', state.viewer));
  const shown = useView(request);
  const nats = useKl();
  const map = useLab((state) => state.viewer.views.latent.b);
  const formula = useLab(({ models, result }) => {
    const model = models.find(({ id }) => id === result?.summary.model);
    return model && isScaled(model) ? latentFormula(model) : '';
  });
  const block = useLab(({ result }) => blockText(cellOf(result?.summary ?? {})));
  if (!summary)
    return (
      <Drawer headline="—" openAtFirst>
        <Missing />
      </Drawer>
    );
  const meanAlone = !makes(summary, 'logvar');
  const wanted = look.tensor === 'sigma' ? 'logvar' : look.tensor;
  const given = whyMissing(summary, 'mean');
  const quantity = given ? 'latent' : meanAlone && wanted === 'logvar' ? 'mean' : wanted;
  const stats = summary.stats[quantity];
  const rows = stats.map(({ min, mean, max, std }, index) => ({
    head: String(index),
    cells: [mean, std, min, max, ...(meanAlone ? [] : [nats?.[index] ?? '—'])],
    selected: index === look.channel,
    mark: <Picture shown={shown} rect={shown?.view.legends[index]?.rect} fit="cover" alt="" />,
  }));
  const [, , height = 0, width = 0] = summary.latentDims;
  const total = nats?.reduce((sum, value) => sum + value, 0) ?? NaN;
  const all = total * height * width;
  return (
    <Drawer
      headline={given ? 'given' : meanAlone ? 'no variance' : nats ? `KL ${number(total, 1)} nats per ${block}` : '—'}
      openAtFirst
    >
      <div className="row">
        <Segment
          label="Statistics of"
          options={QUANTITIES.filter(({ id }) => makes(summary, id))}
          value={quantity}
          onChange={(tensor) => setLatent({ tensor })}
        />
        {meanAlone && map !== 'kl' ? null : (
          <Button className="button small solid" onPress={() => setView({ b: map === 'kl' ? 'pca' : 'kl' })}>
            <span>{map === 'kl' ? 'Show the latent as RGB' : 'Show the KL map'}</span>
          </Button>
        )}
      </div>
      <div className="space" />
      <DataTable
        caption={meanAlone ? 'Values of the latent' : `KL of the posterior from N(0, 1), in nats per ${block}`}
        columns={['Channel', 'mean', 'std', 'min', 'max', ...(meanAlone ? [] : ['KL'])]}
        rows={rows}
        format={(value, column) => (column === 1 || column === 4 ? number(value, 2) : signed(value, 2))}
      />
      <P className="hint">
        {given
          ? given
          : meanAlone
            ? NO_VARIANCE
            : nats
              ? `All blocks together: ${number(all)} nats, or ${number(all * BITS_PER_NAT)} bits.`
              : 'KL comes with the live result.'}
      </P>
      {formula ? <P className="hint">{`The latent is ${formula}, with z as the encoder gives it.`}</P> : null}
    </Drawer>
  );
}

export const posteriorDrawer: DrawerDescription = { id: 'posterior', name: 'Latent statistics', Component: Posterior };
