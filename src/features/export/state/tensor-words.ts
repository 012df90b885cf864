import type { TensorName } from '../../../core/protocol';

/** What each tensor of a run is, in a few words. */
export const TENSOR_WORDS: Readonly<Record<TensorName, string>> = {
  input: 'the picture, −1 to 1',
  bands1: 'bands of level 1',
  bands2: 'bands of level 2',
  bands3: 'bands of level 3',
  'bands1.raw': 'level 1 before edits',
  'bands2.raw': 'level 2 before edits',
  'bands3.raw': 'level 3 before edits',
  'latent.raw': 'what the posterior gives',
  mean: 'mean of the posterior',
  logvar: 'log-variance of the posterior',
  latent: 'what the decoder gets',
  coefficients: 'what the decoder gives, as bands',
  reconstruction: 'the picture again, −1 to 1',
};
