import { Tab } from 'react-aria-components';
import { latentShapeOf } from '../../../core/math/geometry';
import type { StageName } from '../../../core/protocol';
import type { Part } from '../../../core/tiles/run-plan';
import { isPictureRead } from '../../../state/model-of';
import { isCompiling } from '../../../state/versions';
import { milliseconds, number, tileText } from '../../kit/format';
import { useLab } from '../../lab-context';
import { useElapsed } from '../../kit/use-elapsed';
import { Ribbon } from './ribbon';

export interface OperatorPlan {
  readonly title: string;
  /** Which gap between the pictures of the path it stands in, from 0. */
  readonly nth: number;
  readonly stages: readonly StageName[];
  /** Values per input pixel before and after; 'latent' stands for the model's. */
  readonly from: number | 'latent';
  readonly to: number | 'latent';
  /** Which model file it needs, by a part of its name. */
  readonly file?: string;
}

/** The networks, which are stages of their own. */
export const NETWORKS: Readonly<Record<Part, OperatorPlan>> = {
  encoder: {
    title: 'Encoder',
    nth: 1,
    stages: ['encoder', 'posterior'],
    from: 3.94,
    to: 'latent',
    file: 'encoder',
  },
  decoder: {
    title: 'Decoder',
    nth: 2,
    stages: ['decoder', 'inverse'],
    from: 'latent',
    to: 3,
    file: 'decoder',
  },
};

export const OPERATORS: readonly OperatorPlan[] = [
  { title: 'Haar ×3', nth: 0, stages: ['planar', 'haar', 'edit'], from: 3, to: 3.94 },
  { title: 'Compare', nth: 3, stages: ['metrics'], from: 3, to: 3 },
];

const placeOf = ({ nth }: OperatorPlan) => ({ '--nth': nth }) as React.CSSProperties;

/** What lies between two stages: the ribbon, the operator's name, and its time in the last run. */
export function Operator({ plan }: { plan: OperatorPlan }) {
  return (
    <div className="operator" style={placeOf(plan)}>
      <Parts plan={plan} />
    </div>
  );
}

/** A network of the path as a tab: it opens the drawing of its layers. */
export function NetworkTab({ stage, plan }: { stage: Part; plan: OperatorPlan }) {
  return (
    <Tab id={stage} className="operator network" style={placeOf(plan)} aria-label={plan.title}>
      <Parts plan={plan} />
    </Tab>
  );
}

function Parts({ plan }: { plan: OperatorPlan }) {
  const work = useLab((state) => state.work);
  const timings = useLab(({ result }) => (result?.stored ? undefined : result?.summary.timings));
  const loading = useLab(
    ({ session }) => plan.file && session.downloads.find(({ file }) => file.includes(plan.file ?? '')),
  );
  const perLatent = useLab(({ result }) => {
    const { latentChannels, downscale } = latentShapeOf(result?.summary ?? { latentDims: [1, 12] });
    return latentChannels / downscale ** 2;
  });
  const active = work.status === 'running' && work.stage !== null && plan.stages.includes(work.stage);
  const elapsed = useElapsed(active, work.since);
  // The ribbon of an encoder that reads the picture begins with that.
  const pixels = useLab(isPictureRead) && plan.file === 'encoder';
  const perPixel = (values: number | 'latent'): number => (values === 'latent' ? perLatent : values);
  const time = timings ? milliseconds(plan.stages.reduce((sum, stage) => sum + timings[stage], 0)) : '\u00a0';
  const compiling = useLab(isCompiling) && active;
  const tile = active ? work.tile : undefined;

  return (
    <>
      <Ribbon from={pixels ? 3 : perPixel(plan.from)} to={perPixel(plan.to)} active={active} />
      {loading ? (
        <span className="loaded">
          <i style={{ width: `${(100 * loading.received) / Math.max(1, loading.total)}%` }} />
        </span>
      ) : null}
      <span className="label">
        <span className={plan.file ? 'long' : ''}>
          {tile ? tileText(tile) : compiling ? 'Compiling shaders,' : plan.title}
        </span>
        {plan.file ? <span className="short">{plan.title}</span> : null}
      </span>
      <span className="time" translate="no">
        {`${compiling && !tile ? 'first time only… ' : ''}${active ? (elapsed === null ? (compiling ? '' : '…') : `${number(elapsed, 1)}\u00a0s`) : time}`}
      </span>
    </>
  );
}
