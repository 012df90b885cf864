import { STAGE_NAMES, type StageName } from '../../core/protocol';
import { Late, latePart } from '../../ui/kit/late';
import { milliseconds, percent } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';
import { Missing } from '../../ui/kit/missing';
import { useResult } from '../../ui/kit/use-result';
import { infoOf } from '../../state/gpu-fate';
import { isStored } from '../../state/versions';
import { useLab } from '../../ui/lab-context';
import { P } from '../../ui/kit/words';

const TimingBody = latePart(() => import('./timing-body'));

const TITLES: Record<StageName, string> = {
  planar: 'Pixels to planes',
  haar: 'Haar, 3 levels',
  edit: 'Band edits',
  encoder: 'Encoder',
  posterior: 'Posterior',
  latent: 'Latent edits',
  decoder: 'Decoder',
  inverse: 'Reconstruction',
  metrics: 'Metrics',
};

/** Wall time of each stage of the last run, with the GPU drained after each. */
function Timing() {
  const summary = useResult();
  // Times of a stored result were taken on another device.
  const stored = useLab(isStored);
  const onCpu = useLab((state) => infoOf(state)?.backend === 'wasm');
  if (!summary || stored)
    return (
      <Drawer headline="—">
        <Missing />
      </Drawer>
    );
  const { timings, totalMs, cold } = summary;
  const most = Math.max(...STAGE_NAMES.map((name) => timings[name]), 1e-6);
  const rows = STAGE_NAMES.map((name) => ({ head: TITLES[name], cells: [timings[name], timings[name] / totalMs] }));
  return (
    <Drawer
      headline={`${milliseconds(totalMs)} ${cold ? 'cold' : 'warm'}`}
      twin={
        <DataTable
          caption="Time of each stage of the last run"
          columns={['Stage', 'Milliseconds', 'Share']}
          rows={rows}
          format={(value, column) => (column === 0 ? milliseconds(value) : percent(value))}
        />
      }
    >
      <P className="hint">
        {cold
          ? `This size ran for the first time, so the times include ${onCpu ? 'setting up the networks' : 'compiling shaders'}. Run again for warm times.`
          : onCpu
            ? 'Time on the clock for each stage, on the CPU.'
            : 'Time on the clock until the GPU has finished each stage. Shaders were compiled before.'}
      </P>
      <div className="bars" role="list">
        {STAGE_NAMES.map((name) => (
          <Bar key={name} name={TITLES[name]} value={timings[name]} most={most} />
        ))}
      </div>
      <Late waiting={<P className="hint">Loading…</P>}>
        <TimingBody titles={TITLES} />
      </Late>
    </Drawer>
  );
}

function Bar({ name, value, most }: { name: string; value: number; most: number }) {
  return (
    <div role="listitem" className="bar-row">
      <span className="name">{name}</span>
      <span className="bar-track">
        <i style={{ width: `${(100 * value) / most}%` }} />
      </span>
      <span className="mono">{milliseconds(value)}</span>
    </div>
  );
}

export const timingDrawer: DrawerDescription = { id: 'timing', name: 'Timing', Component: Timing };
