import { expect, test } from 'vitest';
import type { Finding } from '../../../core/model/model-contract';
import type { CheckedModel, ModelReport } from '../../../core/model/own-model';
import { addWords, besideWords, verdictOf } from './report-words';

const [encoder, decoder] = [{}, {}] as [NonNullable<CheckedModel['encoder']>, NonNullable<CheckedModel['decoder']>];
const finding = (verdict: Finding['verdict']): Finding => ({ verdict }) as Finding;
const said = (missing: ModelReport['missing'], model: object | null, ...verdicts: Finding['verdict'][]): string =>
  verdictOf({ missing, model: model as CheckedModel | null, findings: verdicts.map(finding) });

test('the buttons say what is added', () => {
  expect(addWords({ encoder, decoder })).toBe('Add model');
  expect(addWords({ decoder })).toBe('Use the decoder alone');
  expect(addWords({ encoder })).toBe('Use the encoder alone');
});

test('a model of one network is not offered beside another', () => {
  const page = { title: 'LiteVAE' };
  expect(besideWords({ encoder, decoder }, page)).toBe('Add beside LiteVAE');
  expect([besideWords({ encoder }, page), besideWords({ decoder }, page)]).toEqual(['', '']);
});

test('one sentence tells how the check ended', () => {
  const [square, oblong, large] = [[64, 64] as const, [72, 88] as const, [512, 512] as const].map(
    ([width, height]) => ({ width, height }),
  );
  expect(said([], { encoder, decoder, ranAt: [square, oblong] }, 'fits', 'note')).toBe(
    'This model fits. It was run at two sizes on the CPU.',
  );
  expect(said([], { encoder: { fixedSize: square }, decoder: { fixedSize: square }, ranAt: [square] }, 'fits')).toBe(
    'This model fits. It was run at 64 × 64 pixels on the CPU.',
  );
  expect(said([], { encoder: { fixedSize: large }, decoder: { fixedSize: large }, ranAt: [square] }, 'fits')).toBe(
    'This model fits. It was run at 64 × 64 pixels, padded to the size that its graphs fix, on the CPU.',
  );
  expect(said(['encoder'], { decoder }, 'fits')).toBe(
    'This is a decoder alone, and it fits. Use it as it is, or drop its encoder here.',
  );
  expect(said(['decoder'], { encoder }, 'fits')).toBe(
    'This is an encoder alone, and it fits. Use it as it is, or drop its decoder here.',
  );
  expect(said(['encoder'], null, 'fits', 'differs')).toBe(
    'This model does not fit: 1 check of 2 found something else.',
  );
  expect(said([], null, 'differs', 'note', 'differs')).toBe(
    'This model does not fit: 2 checks of 3 found something else.',
  );
  expect(said(['encoder', 'decoder'], null)).toBe('Nothing runs before a network is there.');
  expect(said([], null)).toBe('');
});
