import { expect, test } from 'vitest';
import { defaultSettings } from '../core/settings/settings';
import { bandsModeOf, byPurpose, isMeanAlone, isPictureRead, modelOf } from './model-of';
import type { LabState } from './state-types';

const models = [
  { id: 'bands', encoder: { inputKind: 'bands', output: 'moments' } },
  { id: 'pixels', encoder: { inputKind: 'image', output: 'latent' } },
] as unknown as LabState['models'];
const state = (model: string) => ({ models, defaultModel: 'bands', settings: { ...defaultSettings(), model } });

test('the model of the next run is the one that is set, or the default', () => {
  expect(['', 'pixels', 'gone'].map((id) => modelOf(state(id))?.id)).toEqual(['bands', 'pixels', undefined]);
});

test('with a model of pixels, edits of bands change the picture whatever is set', () => {
  expect(['', 'pixels', 'gone'].map((id) => bandsModeOf(state(id)))).toEqual(['network', 'picture', 'network']);
  expect(['', 'pixels', 'gone'].map((id) => isPictureRead(state(id)))).toEqual([false, true, false]);
  expect(['', 'pixels', 'gone'].map((id) => isMeanAlone(state(id)))).toEqual([false, true, false]);
});

test('models of studies are apart from those that one would choose, and both keep their order', () => {
  const mixed = [
    { id: 'a' },
    { id: 'n1', study: 'norms' },
    { id: 'own-1' },
    { id: 'r1', study: 'resolution' },
  ] as unknown as LabState['models'];
  const { choices, studies } = byPurpose(mixed);
  expect(choices.map(({ id }) => id)).toEqual(['a', 'own-1']);
  expect(studies.map(({ id }) => id)).toEqual(['n1', 'r1']);
});
