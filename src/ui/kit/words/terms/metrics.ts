import type { Term } from './term';

/** Words of measures and rates. */
export const METRICS: readonly Term[] = [
  {
    name: 'PSNR',
    forms: ['peak signal-to-noise ratio'],
    text: 'Peak signal-to-noise ratio: how close the reconstruction is to the input, in decibels. Higher is closer; 6 dB more is half the error.',
    formula: 'MSE, PSNR',
  },
  {
    name: 'dB',
    forms: ['decibel'],
    text: 'Decibel, a logarithmic unit: 10 dB is a factor of 10 in squared error.',
    formula: 'MSE, PSNR',
  },
  {
    name: 'SSIM',
    text: 'Structural similarity: compares brightness, contrast and structure in a small window around each pixel. 1 means equal.',
    formula: 'SSIM',
    source: { name: 'Wang et al. 2004', href: 'https://doi.org/10.1109/TIP.2003.819861' },
  },
  { name: 'SSIM map', text: 'The SSIM of the window around each pixel, as a picture.', formula: 'The SSIM map' },
  {
    name: 'MSE',
    forms: ['mean squared error', 'squared error', 'mean square'],
    text: 'Mean squared error: the average of the squared differences. A few large errors count more than many small ones.',
    formula: 'MSE, PSNR',
  },
  {
    name: 'mean absolute error',
    forms: ['MAE', 'mean |e|', 'mean |error|', 'max |e|', 'max |error|', '|e|'],
    text: 'The average size of the difference, in steps of 255; |e| is the error without its sign.',
    formula: 'MSE, PSNR',
  },
  {
    name: 'FLIP',
    text: 'A measure of the difference that a person sees when two pictures are flipped back and forth on a screen. 0 means none.',
    formula: 'FLIP',
    source: { name: 'Andersson et al. 2020', href: 'https://doi.org/10.1145/3406183' },
  },
  {
    name: 'ST-LPIPS',
    text: 'A perceptual measure: how unlike two pictures look to a network of features that a shift of a pixel hardly changes. 0 means equal. Its values are not those of LPIPS.',
    formula: 'ST-LPIPS',
    source: { name: 'Ghildyal and Liu 2022', href: 'https://arxiv.org/abs/2207.13686' },
  },
  {
    name: 'LPIPS',
    text: 'A learned measure of how different two pictures look. Lower is closer; 0 means equal.',
    source: { name: 'Zhang et al. 2018', href: 'https://arxiv.org/abs/1801.03924' },
  },
  {
    name: 'FID',
    forms: ['rFID'],
    text: 'Fréchet inception distance: how far a set of pictures is from real ones, by a network’s features. Lower is closer; rFID is that of reconstructions.',
    source: { name: 'Heusel et al. 2017', href: 'https://arxiv.org/abs/1706.08500' },
  },
  {
    name: 'energy',
    forms: ['energies'],
    text: 'The sum of squared values. The energies of all bands add up to that of the picture.',
    formula: 'Energies',
  },
  {
    name: 'sample variance',
    text: 'How much each pixel differs between eight samples of the posterior.',
    formula: 'Sample variance',
  },
  {
    name: 'compression',
    text: 'How many numbers of the picture come to one number of the latent.',
    formula: 'Compression',
  },
  {
    name: 'bits per pixel',
    forms: ['bits / pixel', 'bits/px'],
    text: 'How many bits the latent takes, divided by the number of pixels. An 8-bit colour picture has 24 before compression.',
    formula: 'Compression',
  },
  {
    name: 'quantisation',
    forms: ['bits per latent value', 'bits per value', 'bit depth', 'quantised'],
    text: 'Each value is rounded to one of a few steps, so that it needs fewer bits.',
    formula: 'Bits',
  },
  {
    name: 'entropy',
    forms: ['order-0 entropy', 'entropy coding', 'entropy coder', 'ideal coder'],
    text: 'How many bits a value needs at least, on average, when frequent values get short codes. Order 0 looks at each value by itself.',
    formula: 'estimated rate',
  },
  {
    name: 'rate and distortion',
    forms: ['rate', 'distortion'],
    text: 'Rate is how many bits are stored; distortion is how far the result is from the input. Less of one costs more of the other.',
    formula: 'JPEG and WebP for comparison',
  },
  {
    name: 'spectrum',
    forms: ['spectra', 'spatial frequency', 'spatial frequencies'],
    text: 'How much of a picture or a latent is coarse and how much is fine: its power at each spatial frequency.',
    formula: 'Spectrum',
  },
  { name: 'power', text: 'The mean of squared values at one frequency.', formula: 'Spectrum' },
  {
    name: 'DCT',
    text: 'Discrete cosine transform: writes a picture as a sum of waves. JPEG uses it, too.',
    formula: 'Spectrum',
  },
  {
    name: 'Nyquist',
    text: 'The finest pattern that a grid can hold: one cell up, one cell down.',
    formula: 'Spectrum',
  },
  {
    name: 'slope',
    text: 'How steeply the power falls from coarse to fine patterns, both on logarithmic axes.',
    formula: 'Slope',
  },
  {
    name: 'high-frequency share',
    forms: ['share of the power', 'share of fine'],
    text: 'The part of the power that lies in fine patterns, above half of Nyquist.',
    formula: 'High-frequency share',
  },
  { name: 'luma', text: 'The brightness of a pixel: a weighted sum of red, green and blue.', formula: 'Spectrum' },
  {
    name: 'colours of values',
    forms: ['linear in the value', 'shared scale', 'of signed maps'],
    text: 'Colours stand for values in equal steps between the two ends that the legend names.',
    formula: 'Colours of values',
  },
  {
    name: 'share of the energy',
    forms: ['share of the error', 'shares of the picture', 'share of the picture'],
    text: 'How much of the whole energy lies in one band, for the picture or for the error.',
    formula: 'Shares of the bands',
  },
  {
    name: 'largest coefficients',
    forms: ['as near as the model'],
    text: 'The numbers of the wavelet transform that are farthest from zero. The picture of these alone is compared with what the model makes.',
    formula: 'As near as the model',
  },
  {
    name: 'spread of magnitudes',
    forms: ['mean magnitude'],
    text: 'How unequal the channels of a layer are: the standard deviation of their magnitudes over the mean. 0 means that all are alike.',
    formula: 'Spread',
  },
];
