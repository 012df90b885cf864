import { LabError } from './errors';
import { NO_VARIANCE_HERE, noVariance } from './model/contract';
import type { RunSummary } from './run-summary';
import type { DerivedName, StatsTensor } from './tensor';
import type { ViewRequest } from './view/view';

/** Tensors that a run did not make have no channels and no statistics. These sentences say why. */
export const NO_PICTURE = 'There is no picture: this run began at a latent.';
export const NO_POSTERIOR = 'There is no posterior: this run began at a latent, so no encoder ran.';
const NO_DECODER = 'There is no reconstruction: this model is an encoder alone.';

type Made = Pick<RunSummary, 'stats' | 'began'>;

/** Whether a run made a tensor. */
export function makes({ stats }: Pick<RunSummary, 'stats'>, name: StatsTensor): boolean {
  return stats[name].length > 0;
}

/** What a run lacks. */
type Lack = 'picture' | 'posterior' | 'variance' | 'decoder';
const LACKS: Readonly<Record<Lack, string>> = {
  picture: NO_PICTURE,
  posterior: NO_POSTERIOR,
  variance: NO_VARIANCE_HERE,
  decoder: NO_DECODER,
};

/** Why a run has none of such tensors, as a sentence; null where it has all of them. */
export function whyMissing(summary: Made, ...names: readonly StatsTensor[]): string | null {
  const lack = lackOf(summary, names);
  return lack && LACKS[lack];
}

/** @throws LabError 'bad-setting' where a run lacks one of these tensors */
export function expectMade(summary: Made, ...names: readonly StatsTensor[]): void {
  const lack = lackOf(summary, names);
  if (lack) throw lack === 'variance' ? noVariance() : new LabError('bad-setting', LACKS[lack]);
}

function lackOf(summary: Made, names: readonly StatsTensor[]): Lack | null {
  const missing = names.find((name) => !makes(summary, name));
  switch (missing) {
    case undefined:
      return null;
    case 'mean':
    case 'logvar':
      return summary.began === 'latent' ? 'posterior' : 'variance';
    case 'reconstruction':
      return 'decoder';
    case 'error':
      return makes(summary, 'input') ? 'decoder' : 'picture';
    default:
      return 'picture';
  }
}

/** What a tensor that is made on demand is made of. */
export function neededByDerived(name: DerivedName): StatsTensor {
  if (name === 'sample-spread') return 'reconstruction';
  if (name === 'layer') return 'latent';
  return name === 'kl' || name === 'kl-map' ? 'logvar' : 'error';
}

/** The tensor that a view is drawn from, or that says whether it can be. */
export function neededBy(request: ViewRequest): StatsTensor {
  switch (request.kind) {
    case 'picture':
      return request.tensor;
    case 'latent-grid':
    case 'latent-channel':
      return request.tensor === 'sigma' ? 'logvar' : request.tensor;
    case 'latent-pca':
    case 'layer-grid':
    case 'layer-channel':
      return 'latent';
    case 'error':
      return 'error';
    case 'metric-map':
      return request.map === 'kl' ? 'logvar' : 'error';
    case 'difference':
    case 'sample-spread':
      return 'reconstruction';
    default:
      return 'input';
  }
}
