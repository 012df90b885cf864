import type { ChannelStats } from '../../core/protocol';
import { useActions, useLab } from '../lab-context';
import { number, signed } from '../format';
import { Picture } from '../controls/picture';
import { Segment } from '../controls/segment';
import { requestOf } from '../requests';
import { useView } from '../use-view';
import { DataTable } from './data-table';
import { Drawer } from './drawer';
import { Missing } from './missing';
import { useResult } from './use-result';

const QUANTITIES = [
  { id: 'mean', text: 'Mean' }, { id: 'logvar', text: 'Log-variance' }, { id: 'latent', text: 'Latent' },
] as const;

/** KL of a channel from N(0, 1) in nats a cell, from its moments: mean of (mu^2 + sigma^2 - log-variance - 1) / 2. */
function kl(mean: ChannelStats, logvar: ChannelStats): number {
  // The mean of exp(log-variance) is not among the statistics; a log-normal with their moments gives it.
  const variance = Math.exp(logvar.mean + logvar.std ** 2 / 2);
  return (mean.mean ** 2 + mean.std ** 2 + variance - logvar.mean - 1) / 2;
}

/** Every latent channel in numbers. A row's picture is its channel. */
export function Posterior() {
  const { setLatent } = useActions();
  const summary = useResult();
  const look = useLab((state) => state.viewer.latent);
  const request = useLab((state) => requestOf('latent', state.viewer));
  const shown = useView(request);
  if (!summary) return <Drawer id="posterior" name="Posterior" headline="—" openAtFirst><Missing /></Drawer>;
  const quantity = look.tensor === 'sigma' ? 'logvar' : look.tensor;
  const stats = summary.stats[quantity];
  const nats = summary.stats.mean.map((mean, index) => kl(mean, summary.stats.logvar[index] ?? mean));
  const rows = stats.map(({ min, mean, max, std }, index) => ({
    head: String(index), cells: [mean, std, min, max, nats[index] ?? NaN], selected: index === look.channel,
    mark: <Picture shown={shown} rect={shown?.view.legends[index]?.rect} fit="cover" alt="" />,
  }));
  const total = nats.reduce((sum, value) => sum + value, 0);
  return (
    <Drawer id="posterior" name="Posterior" headline={`≈ ${number(total, 1)} nats a cell`} openAtFirst>
      <div className="row">
        <Segment label="Statistics of" options={QUANTITIES} value={quantity} onChange={(tensor) => setLatent({ tensor })} />
      </div>
      <div className="space" />
      <DataTable
        caption="KL is against N(0, 1), estimated from the moments." columns={['Channel', 'mean', 'std', 'min', 'max', 'KL est.']}
        rows={rows} format={(value, column) => (column === 1 || column === 4 ? number(value, 2) : signed(value, 2))}
      />
    </Drawer>
  );
}
