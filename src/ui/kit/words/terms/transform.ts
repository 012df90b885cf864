import type { Term } from './term';

const LITEVAE = { name: 'LiteVAE paper', href: 'https://arxiv.org/abs/2405.14477' };
const HAAR = 'The Haar transform';

/** Words of pictures, wavelets and bands. */
export const TRANSFORM: readonly Term[] = [
  {
    name: 'sub-band',
    forms: ['subband', 'band'],
    text: 'One part of a picture after a wavelet transform: its average, or its edges in one direction, at one size. Here a picture has four in each of three levels.',
    formula: HAAR,
  },
  {
    name: 'wavelet level',
    forms: ['level 1', 'level 2', 'level 3', 'each level', 'three levels', 'other levels', 'of all levels', 'by level'],
    text: 'How many times the picture was halved. Level 1 has the finest details at half the size, level 3 the coarsest at an eighth.',
    formula: 'Levels',
  },
  {
    name: 'wavelet',
    text: 'A wavelet transform splits a picture into a smaller average and the details that the average lost. Together they give the picture back exactly.',
    formula: HAAR,
    source: LITEVAE,
  },
  {
    name: 'Haar',
    text: 'The simplest wavelet: one sum and three differences of each 2 × 2 block of pixels.',
    formula: HAAR,
  },
  {
    name: 'approximation',
    forms: ['A average', 'average (A)'],
    text: 'The band A: the average of each block, so a smaller picture. The next level splits it again.',
    formula: HAAR,
  },
  {
    name: 'detail bands',
    forms: ['kinds of edge', 'H, V, D', 'H, V and D'],
    text: 'The bands H, V and D: what the average loses. They hold differences between neighbouring pixels, and are near zero where the picture is smooth.',
    formula: HAAR,
  },
  {
    name: 'horizontal detail',
    forms: ['H horizontal'],
    text: 'The band H: the upper pixels of each block minus the lower ones. It is large at horizontal edges.',
    formula: HAAR,
  },
  {
    name: 'vertical detail',
    forms: ['V vertical'],
    text: 'The band V: the left pixels of each block minus the right ones. It is large at vertical edges.',
    formula: HAAR,
  },
  {
    name: 'diagonal detail',
    forms: ['D diagonal'],
    text: 'The band D: one diagonal of each block minus the other. It is large at corners and slanted patterns.',
    formula: HAAR,
  },
  {
    name: 'inverse transform',
    forms: ['inverse'],
    text: 'The way back: it puts bands together to a picture. With unchanged bands the picture is the same as before.',
    formula: 'The inverse',
  },
  {
    name: 'coefficient',
    text: 'One number of a transform. The decoder of LiteVAE writes those of level 1, and the inverse transform makes pixels of them.',
    formula: 'Decoder coefficients',
  },
  {
    name: 'channel order',
    forms: ['36 channels'],
    text: 'The 12 channels of a level are A, H, V and D, each in red, green and blue.',
    formula: 'Order',
  },
  {
    name: 'scale of bands',
    text: 'The bands of levels 1, 2 and 3 are divided by 2, 4 and 8, so that all values lie between −1 and 1.',
    formula: 'Scale',
  },
  {
    name: 'add one band at a time',
    forms: ['band at a time', 'first bands'],
    text: 'The picture that the inverse transform makes of the coarsest bands alone, then of more and more of them.',
    formula: 'Adding bands up',
  },
  {
    name: 'mute',
    forms: ['muted', 'muting', 'unmute'],
    text: 'Sets all values of a band to zero, so that the network has to do without it.',
    formula: 'An edit',
  },
  { name: 'solo', text: 'Mutes all other bands.', formula: 'An edit' },
  {
    name: 'threshold',
    text: 'A limit. As an edit of a band, values nearer to zero than it become zero, and all others move toward zero by as much.',
    formula: 'An edit',
  },
  { name: 'gain', text: 'A factor by which values are multiplied.', formula: 'An edit' },
  {
    name: 'padding',
    forms: ['padded'],
    text: 'Pixels added at the right and the bottom, so that the sides fit the model. They repeat the last column and row, and are cut off again at the end.',
    formula: 'Padding',
  },
  {
    name: 'matte',
    text: 'The colour or pattern that the page puts behind transparent pixels. Networks know no transparency.',
  },
  {
    name: 'sRGB',
    text: 'The usual colour space of screens and of the web.',
    source: { name: 'sRGB at W3C', href: 'https://www.w3.org/Graphics/Color/sRGB' },
  },
  {
    name: 'gamma-encoded',
    text: 'Stored on a curve on which equal steps look about equally large. Light itself grows faster than these values.',
  },
];
