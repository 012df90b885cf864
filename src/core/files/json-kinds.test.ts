import { expect, test } from 'vitest';
import { jsonKind } from './json-kinds';
import { parseCard } from '../settings/parse-card';

test.each([
  [{ kind: 'litevae-lab repro card' }, 'card'],
  [{ models: [] }, 'manifest'],
  [{ encoder: {} }, 'manifest'],
  [{ latentChannels: 4 }, 'manifest'],
  [{ _class_name: 'AutoencoderKL', encoder: {} }, 'diffusers'],
  [{ _diffusers_version: '0.30' }, 'diffusers'],
  [{ a: 1 }, 'other'],
  [[], 'other'],
  [null, 'other'],
  [3, 'other'],
])('%j is told apart', (json, kind) => {
  expect(jsonKind(json)).toBe(kind);
});

test.each([
  ['{"models": []}', /manifest of a model\. Drop it together/],
  ['{"_class_name": "AutoencoderKL"}', /configuration of a model of diffusers \(AutoencoderKL\)\. Drop it together/],
  ['{"a": 1}', /holds no settings and results/],
  ['{', /not valid JSON/],
])('alone, %s gets the sentence of what it is', (text, says) => {
  expect(() => parseCard(text)).toThrow(says);
});
