import { expect, test } from 'vitest';
import { defaultSettings } from '../core/settings/settings';
import { bandsModeOf, isMeanAlone, isPictureRead, modelOf } from './model-of';
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
