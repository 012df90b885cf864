import { LabError } from '../../core/errors';
import { DERIVED_NAMES, TENSOR_NAMES, type ChannelStats, type TensorData, type TensorName } from '../../core/tensor';
import type { Slot } from '../../core/slots';
import { channelStats } from '../../core/metrics/stats';
import { expectMade, neededByDerived } from '../../core/missing';
import type { ViewRequest } from '../../core/view/view';
import { isDerived } from './derived-tensors';
import type { FinishedRun } from './finished-runs';
import type { Results } from './results';
import { unlessLost } from '../lab/unless-lost';

export interface Finished {
  readonly results: Results;
  readonly run: FinishedRun;
}

/**
 * A tensor of a slot by its name, made first where it is one of those.
 * @throws LabError 'bad-setting' for another name, and where the run has nothing to make it of
 */
export async function readTensor({ results, run }: Finished, name: string, slot: Slot): Promise<TensorData> {
  const known: readonly string[] = [...TENSOR_NAMES, ...DERIVED_NAMES];
  if (!known.includes(name))
    throw new LabError('bad-setting', `There is no tensor "${name}". Known: ${known.join(', ')}.`);
  if (isDerived(name)) expectMade(run.summary, neededByDerived(name));
  return unlessLost(
    () => (isDerived(name) ? results.derive(name, slot) : results.read(name as TensorName, slot)),
    results.lost,
  );
}

/** The KL map and the spread of samples are drawn up to their own largest value, which runs do not count. */
export function hasOwnScale(request: ViewRequest): boolean {
  return request.kind === 'sample-spread' || (request.kind === 'metric-map' && request.map === 'kl');
}

export async function ownScale(
  finished: Finished,
  slot: Slot,
  { kind }: ViewRequest,
): Promise<Readonly<Record<string, readonly ChannelStats[]>>> {
  const name = kind === 'sample-spread' ? kind : 'kl-map';
  return { [name]: channelStats(await readTensor(finished, name, slot)) };
}
