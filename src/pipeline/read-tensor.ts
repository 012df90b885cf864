import { LabError } from '../core/errors';
import { DERIVED_NAMES, TENSOR_NAMES, type ChannelStats, type TensorData, type TensorName } from '../core/protocol';
import type { Slot } from '../core/slots';
import { channelStats } from '../core/stats';
import type { ViewRequest } from '../core/view';
import { isDerived } from './derived-tensors';
import type { Stages } from './stages';
import { unlessLost } from './unless-lost';

/** A tensor of a slot by its name, made first where it is one of those. @throws LabError 'bad-setting' for another name */
export function readTensor(stages: Stages, name: string, slot: Slot): Promise<TensorData> {
  const known: readonly string[] = [...TENSOR_NAMES, ...DERIVED_NAMES];
  if (!known.includes(name)) throw new LabError('bad-setting', `There is no tensor "${name}". Known: ${known.join(', ')}.`);
  return unlessLost(() => (isDerived(name) ? stages.derive(name, slot) : stages.read(name as TensorName, slot)), stages.lost);
}

/** The KL map is drawn up to its own largest value, which runs do not count. */
export function hasOwnScale(request: ViewRequest): boolean {
  return request.kind === 'metric-map' && request.map === 'kl';
}

export async function ownScale(stages: Stages, slot: Slot): Promise<Readonly<Record<string, readonly ChannelStats[]>>> {
  return { 'kl-map': channelStats(await readTensor(stages, 'kl-map', slot)) };
}
