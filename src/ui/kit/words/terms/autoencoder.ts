import type { Term } from './term';

const LITEVAE = { name: 'LiteVAE paper', href: 'https://arxiv.org/abs/2405.14477' };

/** Words of networks, latents and what one does with them. */
export const AUTOENCODER: readonly Term[] = [
  {
    name: 'autoencoder',
    text: 'Two networks that are trained together: the encoder makes a picture small, and the decoder makes a picture of it again. Diffusion models work on the small form.',
    source: LITEVAE,
  },
  {
    name: 'VAE',
    forms: ['variational autoencoder'],
    text: 'Variational autoencoder: its encoder gives a mean and a variance for each value, so that neighbouring latents decode to similar pictures.',
    source: { name: 'Kingma and Welling 2013', href: 'https://arxiv.org/abs/1312.6114' },
  },
  {
    name: 'LiteVAE',
    forms: ['LiteVAE-S', 'LiteVAE-B', 'LiteVAE-M', 'LiteVAE-L'],
    text: 'The autoencoder of Sadat et al. 2024. Its encoder reads wavelet bands in place of pixels, so it can be small and fast.',
    source: LITEVAE,
  },
  {
    name: 'encoder',
    text: 'The network that reads the picture, or its bands, and writes the latent.',
    source: LITEVAE,
  },
  { name: 'decoder', text: 'The network that makes a picture from the latent alone.', source: LITEVAE },
  {
    name: 'latent',
    text: 'The small grid of numbers between encoder and decoder. It is all that the decoder knows of the picture.',
    formula: 'Edits of the latent',
  },
  {
    name: 'cell',
    text: 'One place of the latent’s grid, with one number for each channel. It stands for a block of pixels, such as 8 × 8.',
    formula: 'Compression',
  },
  {
    name: 'channel',
    text: 'One number of every pixel or cell. A picture has three channels (red, green, blue); a latent has as many as its model needs.',
  },
  {
    name: 'downscale',
    forms: ['f8c12'],
    text: 'How many pixels along a side become one latent cell. In f8c12, f8 is a downscale of 8, and c12 says 12 channels.',
    formula: 'Compression',
  },
  {
    name: 'fewer numbers',
    forms: ['picture values per latent value', 'values per pixel'],
    text: 'How many numbers the picture has for each number of the latent. How many bits these numbers need is another question.',
    formula: 'Compression',
  },
  {
    name: 'posterior',
    text: 'What the encoder says about the latent of this picture: not one number for each value, but a mean and a variance.',
    formula: 'KL',
  },
  {
    name: 'mean',
    text: 'The average. The encoder gives a mean for each latent value, which is its best guess.',
    formula: 'KL',
  },
  {
    name: 'log-variance',
    forms: ['logvar'],
    text: 'The logarithm of the variance, as the encoder writes it. The lower it is, the surer the encoder is.',
    formula: 'KL',
  },
  {
    name: 'sigma',
    text: 'The standard deviation that the encoder gives for a latent value: exp(log-variance / 2).',
    formula: 'KL',
  },
  { name: 'variance', text: 'The mean of squared distances from the mean: how widely values spread.' },
  {
    name: 'standard deviation',
    forms: ['std'],
    text: 'The square root of the variance: how far values typically lie from their mean.',
  },
  {
    name: 'sampling',
    forms: ['a sample', 'sample of', 'samples with'],
    text: 'The decoder gets the mean plus some noise, as in training: mean + temperature × sigma × noise.',
    formula: 'noise(seed)',
  },
  {
    name: 'temperature',
    text: 'How much of the noise is added: 0 is the mean alone, 1 is what the model was trained with.',
    formula: 'noise(seed)',
  },
  {
    name: 'noise',
    forms: ['white noise'],
    text: 'Random numbers. White noise has all frequencies with the same power.',
    formula: 'noise(seed)',
  },
  {
    name: 'seed',
    text: 'The number from which the noise is computed. The same seed gives the same noise on every device.',
    formula: 'noise(seed)',
  },
  {
    name: 'N(0, 1)',
    forms: ['normal distribution'],
    text: 'The bell curve with mean 0 and standard deviation 1.',
  },
  {
    name: 'KL',
    forms: ['Kullback-Leibler'],
    text: 'Kullback-Leibler divergence: how far the posterior is from N(0, 1). Where it is 0, the latent says nothing about the picture.',
    formula: 'KL',
  },
  {
    name: 'nats',
    forms: ['nat'],
    text: 'A unit of information, like bits, but counted with natural logarithms: 1 nat is 1.44 bits.',
    formula: 'KL',
  },
  {
    name: 'scaling factor',
    forms: ['latent scale', 'scale and shift', '(z − shift) × scale', '× scale'],
    text: 'The factor that brings the latent to a spread of about 1 for a diffusion model: (z − shift) × scale, with z as the encoder gives it.',
    source: { name: 'Rombach et al. 2022', href: 'https://arxiv.org/abs/2112.10752' },
  },
  {
    name: 'shift factor',
    forms: ['shift'],
    text: 'The number that is subtracted from the latent before the scaling factor, so that its mean is near zero.',
  },
  {
    name: 'diffusion model',
    forms: ['diffusion'],
    text: 'A model that makes latents out of noise, step by step. The decoder turns its latents into pictures.',
  },
  {
    name: 'TAESD',
    text: 'A very small autoencoder for the latents of Stable Diffusion, made for fast previews.',
    source: { name: 'madebyollin/taesd', href: 'https://github.com/madebyollin/taesd' },
  },
  {
    name: 'DDPM',
    text: 'Denoising diffusion: a model learns to take noise away step by step. A schedule says how much noise there is at each step.',
    source: { name: 'Ho et al. 2020', href: 'https://arxiv.org/abs/2006.11239' },
  },
  {
    name: 'PCA',
    forms: ['latent as RGB', 'three directions', '3 directions'],
    text: 'Principal component analysis: the three directions in which the model’s latents vary most, shown as red, green and blue.',
    formula: 'Latent as colour',
  },
  {
    name: 'interpolation',
    forms: ['interpolate', 'blend of', 'linear or spherical'],
    text: 'A mix of two latents, from all of A to all of B. Linear goes straight; spherical keeps the length in between.',
    formula: 'Mix',
  },
  {
    name: 'paste',
    forms: ['rectangle of the second'],
    text: 'A rectangle of cells is taken from the latent of another picture.',
    formula: 'Paste',
  },
  {
    name: 'channel edits',
    forms: ['gain × (', 'edits of the channels', 'offset'],
    text: 'Each channel of the latent is multiplied by a gain, and an offset is added.',
    formula: 'Channels',
  },
  {
    name: 'poke',
    forms: ['poked'],
    text: 'An amount that you add to one latent cell, to see which pixels the decoder changes.',
    formula: 'Pokes',
  },
  {
    name: 'footprint',
    forms: ['measured reach', 'reach'],
    text: 'The pixels that change when one latent cell changes. It is measured here, not taken from the layers.',
    formula: 'The footprint',
  },
  {
    name: 'receptive field',
    text: 'All pixels or cells that one output of a network can depend on, by its layers. In practice the middle counts most.',
    source: { name: 'Luo et al. 2016', href: 'https://arxiv.org/abs/1701.04128' },
  },
  {
    name: 'group norm',
    forms: ['group normalisation', 'GroupNorm', 'normalisation'],
    text: 'A layer that brings groups of channels to mean 0 and variance 1, computed over the whole picture.',
    source: { name: 'Wu and He 2018', href: 'https://arxiv.org/abs/1803.08494' },
  },
  {
    name: 'instance norm',
    forms: ['instance normalisation'],
    text: 'A layer that brings each channel to mean 0 and variance 1, over the whole picture.',
    source: { name: 'Ulyanov et al. 2016', href: 'https://arxiv.org/abs/1607.08022' },
  },
  {
    name: 'batch norm',
    forms: ['batch normalisation'],
    text: 'A layer that brings each channel to the mean and variance that its training pictures had together.',
    source: { name: 'Ioffe and Szegedy 2015', href: 'https://arxiv.org/abs/1502.03167' },
  },
  {
    name: 'self-modulated convolution',
    forms: ['SMC', 'self-modulated'],
    text: 'A convolution with learned scales for its input channels, whose filters are brought to length 1. LiteVAE uses it in the decoder in place of group norm.',
    source: LITEVAE,
  },
  {
    name: 'convolution',
    text: 'A layer that computes each output from a small window of its input, with the same weights at every place.',
  },
  {
    name: 'attention',
    text: 'A layer in which every cell can read every other one. So what such a network writes may depend on the whole picture.',
  },
  {
    name: 'activation',
    forms: ['feature map'],
    text: 'What a layer of a network writes: one map of numbers for each of its channels.',
  },
  {
    name: 'parameter',
    forms: ['weights'],
    text: 'A number that training has set. The more of them a network has, the larger its file.',
  },
  {
    name: 'MACs',
    forms: ['MAC', 'kMAC', 'MMAC', 'GMACs', 'GMAC', 'multiply-adds'],
    text: 'Multiply-accumulate operations: one multiplication and one addition each. They count the work of a network.',
  },
  {
    name: 'SD-VAE',
    text: 'The autoencoder of Stable Diffusion, to which others are compared: 34 million parameters in the encoder, 49 million in the decoder.',
    source: { name: 'Rombach et al. 2022', href: 'https://arxiv.org/abs/2112.10752' },
  },
  {
    name: 'residual block',
    text: 'Layers whose result is added to what they got. Deep networks of such blocks learn well, since a block may also leave things as they are.',
    source: { name: 'He et al. 2016', href: 'https://arxiv.org/abs/1512.03385' },
  },
  {
    name: 'extractor',
    text: 'The part of the encoder of LiteVAE that finds features in the bands of one level. There is one for each level.',
    source: LITEVAE,
  },
  {
    name: 'aggregator',
    text: 'The part of the encoder of LiteVAE that makes the latent from the features of all levels together.',
    source: LITEVAE,
  },
];
