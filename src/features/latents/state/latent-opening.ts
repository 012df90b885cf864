import { createStore } from 'zustand/vanilla';
import { elementCount } from '../../../core/math/geometry';
import { latentDifference, type LatentDifference } from '../../../core/metrics/latent-difference';
import { compareQuality } from '../../../core/metrics/metrics';
import { shownLatent, type GivenLatent } from '../../../core/picture/given-latent';
import type { ModelEntry } from '../../../core/model/manifest';
import type { TensorData } from '../../../core/tensor';
import type { Lab } from '../../../state/lab';
import { onePerLab } from '../../../state/measurement';
import { liveSummary } from '../../../state/selectors';
import { LATENT_DRAWER } from './latent-drawer';

/** What the page needs of the lab here. */
export type LatentLab = Pick<Lab, 'store' | 'actions'>;

/** The latent that the model made of the open picture. */
export interface OwnResult {
  readonly name: string;
  readonly latent: TensorData;
}

/** A latent of a file beside that of the picture that was open before it. */
export interface LatentComparison {
  readonly file: string;
  readonly picture: string;
  /** In the units that the page shows. */
  readonly difference: LatentDifference;
  /** Between the two reconstructions, dB; null where they are identical, undefined where their sizes differ. */
  readonly psnr?: number | null;
  /** Version of the picture that the latent is open as. */
  readonly version: number;
}

/** The comparison of this page; null where no latent was opened over a picture of its shape. */
export const comparisonOf = onePerLab(() => createStore<LatentComparison | null>(() => null));

/** What is shown, where it has a latent of these dims by this model; else null. */
export async function ownResult(
  { store, actions }: LatentLab,
  dims: readonly number[],
  model: Pick<ModelEntry, 'id'>,
): Promise<OwnResult | null> {
  const state = store.getState();
  const summary = liveSummary(state);
  if (!summary || summary.model !== model.id || summary.latentDims.join() !== dims.join()) return null;
  try {
    return { name: state.picture?.info.name ?? '', latent: await actions.tensor('latent') };
  } catch {
    // It went away meanwhile, and there is nothing to compare with.
    return null;
  }
}

/** How the given latent differs from the picture's own, in shown units. */
export function differenceFrom(
  own: OwnResult,
  given: GivenLatent,
  model: Pick<ModelEntry, 'latent'>,
): LatentDifference {
  return latentDifference(own.latent, shownLatent(given, model));
}

/**
 * Opens a latent for a person, and compares it with what was shown before. Rejects with ErrorInfo where it cannot be opened; what
 * was shown stays then.
 */
export async function openChosen(lab: Lab, given: GivenLatent, model: ModelEntry): Promise<void> {
  const { store, actions } = lab;
  const own = await ownResult(lab, given.dims, model);
  const before = own && (await actions.tensor('reconstruction').catch(() => null));
  await actions.openLatent(given);
  actions.selectStage('latent');
  if (!own || !before) return;
  const version = store.getState().picture?.version ?? 0;
  const compared = { file: given.name, picture: own.name, difference: differenceFrom(own, given, model) };
  try {
    await actions.run();
    const now = await actions.tensor('reconstruction');
    const isSame = elementCount(now.dims) > 0 && now.dims.join() === before.dims.join();
    if (store.getState().picture?.version !== version) return;
    const psnr = isSame ? { psnr: compareQuality(before, now).psnr } : {};
    comparisonOf(lab).setState({ ...compared, version, ...psnr }, true);
    actions.setDrawer(LATENT_DRAWER, true);
  } catch {
    // The run says by itself what went wrong.
  }
}
