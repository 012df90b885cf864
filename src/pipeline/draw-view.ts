import { withShares } from '../core/latent-shares';
import type { ChannelStats, RenderedView } from '../core/protocol';
import type { Slot } from '../core/slots';
import { composeView } from '../core/view-plan';
import type { ViewRequest } from '../core/view';
import type { Result } from './results';
import type { Stages } from './stages';
import { unlessLost } from './unless-lost';

/** Draws tensors of a slot. @param scale statistics of tensors that runs do not count */
export async function drawView(
  request: ViewRequest, slot: Slot, { stages, result }: { readonly stages: Stages; readonly result: Result },
  scale: Readonly<Record<string, readonly ChannelStats[]>>,
): Promise<RenderedView> {
  const { inputs: { model }, geometry, summary } = result;
  const stats = { ...summary.stats, ...scale };
  const plan = composeView(request, { geometry, latentChannels: model.latentChannels, latent: model.latent, stats });
  const bitmap = await unlessLost(() => stages.view(plan, slot), stages.lost);
  if (request.kind !== 'latent-pca') return { bitmap, legends: plan.legends, job: summary.job };
  const latent = await unlessLost(() => stages.read('latent', slot), stages.lost);
  return { bitmap, legends: withShares(plan.legends, latent, model.latent.pca), job: summary.job };
}
