import { hasVariance, isRandom, readsPicture } from '../core/model/contract';
import type { ModelEntry } from '../core/model/manifest';
import type { Settings } from '../core/settings/settings';
import type { LabState } from './state-types';

type Chosen = Pick<LabState, 'models' | 'defaultModel' | 'settings'>;

/** The model that the next run takes; undefined before the list of models is there. */
export function modelOf({ models, defaultModel, settings }: Chosen): ModelEntry | undefined {
  return models.find(({ id }) => id === (settings.model || defaultModel));
}

/** What to call the model of a result: its title, or its id where it has gone. */
export function modelTitle({ models }: Pick<LabState, 'models'>, id: string): string {
  return models.find((model) => model.id === id)?.title ?? id;
}

/** Models that one would choose, and those of studies, each in the manifest's order. */
export function byPurpose(models: readonly ModelEntry[]): {
  readonly choices: readonly ModelEntry[];
  readonly studies: readonly ModelEntry[];
} {
  return { choices: models.filter(({ study }) => !study), studies: models.filter(({ study }) => study) };
}

/** Whether the model reads the picture itself, so that edits of bands can only change that. */
export function isPictureRead(state: Chosen): boolean {
  const model = modelOf(state);
  return model !== undefined && readsPicture(model);
}

/** What edits of bands mean in the next run. */
export function bandsModeOf(state: Chosen): Settings['bandsMode'] {
  return isPictureRead(state) ? 'picture' : state.settings.bandsMode;
}

/** Whether what runs draws its own noise, so that nothing can be compared with it. */
export function runsRandom({ models, session }: Pick<LabState, 'models' | 'session'>): boolean {
  return isRandom(models.find(({ id }) => id === session.info?.model) ?? {});
}

/** Whether the model gives no variance, so that a sample is the mean. */
export function isMeanAlone(state: Chosen): boolean {
  const model = modelOf(state);
  return model !== undefined && !hasVariance(model);
}
