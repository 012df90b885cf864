import { withShares } from '../../core/view/latent-shares';
import { expectMade, neededBy } from '../../core/missing';
import type { ChannelStats } from '../../core/tensor';
import type { RenderedView } from '../../core/protocol';
import type { Slot } from '../../core/slots';
import { composeView } from '../../core/view/view-plan';
import type { Legend, DrawnRequest } from '../../core/view/view';
import type { FinishedRun } from './finished-runs';
import type { Results } from './results';
import { unlessLost } from '../lab/unless-lost';

/**
 * Draws tensors of a slot; a difference has a scale of its own.
 * @param scale statistics of tensors that runs do not count
 * @param layerDims of the layer that is kept
 */
export async function drawView(
  request: DrawnRequest,
  slot: Slot,
  { results, run }: { readonly results: Results; readonly run: FinishedRun },
  scale: Readonly<Record<string, readonly ChannelStats[]>>,
  layerDims: readonly number[] = [],
): Promise<RenderedView> {
  const {
    inputs: { model },
    geometry,
    summary,
  } = run;
  expectMade(summary, neededBy(request));
  const planWith = (measured: typeof scale) =>
    composeView(request, {
      geometry,
      latentChannels: model.latentChannels,
      downscale: model.downscale,
      latent: model.latent,
      layerDims,
      stats: { ...summary.stats, ...measured },
    });
  if (request.kind === 'difference') {
    let legends: readonly Legend[] = [];
    const bitmap = await unlessLost(
      () =>
        results.difference(slot, request.against, (difference) => {
          const plan = planWith({ difference });
          legends = plan.legends;
          return plan;
        }),
      results.lost,
    );
    return { bitmap, legends, job: summary.job };
  }
  const plan = planWith(scale);
  const bitmap = await unlessLost(() => results.view(plan, slot), results.lost);
  if (request.kind !== 'latent-pca') return { bitmap, legends: plan.legends, job: summary.job };
  const latent = await unlessLost(() => results.read('latent', slot), results.lost);
  return { bitmap, legends: withShares(plan.legends, latent, model.latent.pca), job: summary.job };
}
