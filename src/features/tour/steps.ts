import { decibels, fewerText, milliseconds, number, percent, size } from '../../ui/kit/format';
import { normFindings, resolutionFindings } from '../claims/study';
import type { TourNumbers } from './numbers';
import type { Step } from './step';

/** A part of the paper's text; all of it is behind this address. */
export const PAPER = 'https://arxiv.org/abs/2405.14477';

/** So few bits that both the latent and a JPEG of its size show it. */
const FEW_BITS = 4;
/** What the third claim runs at, in px. */
const SMALL = 128;

const million = (count: number): string => `${number(count / 1e6, 1)} million`;
const known = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);

/** The steps of the tour, in their order. Words are plain, and each sentence has its number from the shown result. */
export const STEPS: readonly Step[] = [
  {
    title: 'What an autoencoder is for',
    stage: 'recon',
    view: { layout: 'slider', a: 'input', b: 'recon' },
    drawer: 'quality',
    say: (n) =>
      `It makes pictures cheap to work on: an encoder squeezes one into few numbers, a decoder rebuilds it${n ? `. Here: ${number(n.latentValues)} in place of ${number(n.pictureValues)}, ${fewerText(n.ratio)}` : ''}.`,
    tryThis: 'Drag the slider between the two.',
    more: [
      'Programs that draw pictures from a text do not work on pixels, which would cost too much. They work on such numbers, and a decoder makes the picture at the end. So every one of them needs an autoencoder.',
      'Open a picture of your own whenever you like: the tour goes on with it, and its numbers are then those of your picture.',
    ],
    section: 'section 1',
  },
  {
    title: 'A picture as bands',
    stage: 'bands',
    view: { layout: 'one', a: 'input', b: 'bands' },
    drawer: 'matrix',
    say: (n) =>
      `First the picture becomes bands: a small average, and the edges it lacks.${n && known(n.kept.eighth) ? ` The average has one value in 64, and ${percent(n.kept.eighth, 0)} of the energy (squared values).` : ''}`,
    tryThis: 'Mute a band in Band matrix, and see what is lost.',
    more: [
      'H holds edges that lie flat, V upright ones, D slanted ones. Each stands there three times: at a half, a quarter and an eighth of the size.',
      'So far nothing is lost: the bands give the picture back exactly. Most of their values are close to zero, and that makes them easy to squeeze.',
    ],
    section: 'section 4.1, figure 1',
  },
  {
    title: 'Haar by hand',
    stage: 'bands',
    view: { layout: 'two', a: 'input', b: 'bands' },
    drawer: 'haar',
    say: (n) =>
      `Only plus and minus: 2 × 2 pixels become one sum and three differences. Follow the marked block${n?.block ? ` at ${n.block.x}, ${n.block.y}` : ''}.`,
    tryThis: 'Click another place. Choose Back: the pixels return.',
    more: [
      'The sums make a picture of half the size, and the same is done with it again, and once more. That is all there is to three levels.',
      'There is nothing to learn here: plus, minus and halving are all of it. So no network has to learn it.',
    ],
    section: 'section 4.1',
  },
  {
    title: 'The encoder',
    stage: 'encoder',
    view: { layout: 'one', a: 'input', b: 'latent' },
    drawer: 'block',
    say: (n) =>
      `${n && !n.readsBands ? 'The encoder of this model reads the picture itself' : 'Three small networks read the bands, and a fourth joins what they found'}${n && known(n.encoder.parameters) ? `: ${million(n.encoder.parameters)} weights, which are learned numbers` : ''}.${took(n, 'encoder')}`,
    tryThis: 'Press a block of the drawing: its layers show.',
    more: [
      'The encoder of Stable Diffusion has 34 million weights and begins at the full size; these networks begin at half of it.',
      'For each number of the latent the encoder says two things: a mean, and how unsure it is. The page uses the mean, until you ask for a sample.',
    ],
    section: 'section 4.1',
  },
  {
    title: 'The latent',
    stage: 'latent',
    view: { layout: 'two', a: 'latent', b: 'pca' },
    drawer: 'posterior',
    say: (n) =>
      n
        ? `This is all the decoder gets: ${number(n.channels)} numbers for each block of ${size(n.cell, n.cell)} pixels, which had ${number(3 * n.cell ** 2)}.`
        : 'This is all the decoder gets: a few numbers for each block of pixels.',
    tryThis: 'Choose other channels. Some hold light, some hold edges.',
    more: [
      'At the right the latent is shown as one colour picture. It still looks like the picture, and that is on purpose: a program that draws in it can use what it knows of pictures.',
      'In training, the numbers are pulled towards a bell curve around zero. How far they are from it is the KL of the table, in nats; a nat is 1.44 bits.',
    ],
    section: 'section 3',
  },
  {
    title: 'The decoder',
    stage: 'decoder',
    view: { layout: 'one', a: 'input', b: 'recon' },
    drawer: 'networks',
    say: (n) =>
      `The decoder makes the picture from the latent alone${n && known(n.decoder.parameters) ? `, with ${million(n.decoder.parameters)} weights${known(n.encoder.parameters) ? `, ${number(n.decoder.parameters / n.encoder.parameters, 1)} times the encoder’s` : ''}` : ''}.${took(n, 'decoder')}`,
    tryThis: 'Find it beside others in Networks compared.',
    more: [
      'The paper saves work in the encoder alone and keeps the decoder of Stable Diffusion, which has 49 million weights.',
      'The model that comes with this page goes further: its decoder writes bands at half of the size, and the Haar transform turns them into pixels.',
    ],
    section: 'section 4.1',
  },
  {
    title: 'What was lost, and where',
    stage: 'error',
    view: { layout: 'one', a: 'input', b: 'error' },
    drawer: 'error-bands',
    say: (n) =>
      `Bright is wrong.${n && known(n.error) ? ` A value is ${number(n.error, 1)} of 255 off on average${known(n.finest) ? `; ${percent(n.finest, 0)} of the error is in the finest edges` : ''}. PSNR: ${decibels(n.psnr)}, higher is better.` : ''}`,
    tryThis: 'Zoom in on the brightest place.',
    more: [
      'PSNR compares the largest possible error with the real one, in decibels (dB): 6 dB more is half of the error. At 40 dB and above, differences are hard to see.',
      'The drawer Error by sub-band splits the error by size and direction. Its parts add up to the whole, and the page checks that they do.',
    ],
    section: 'section 5, table 1',
  },
  {
    title: 'First claim: wavelets make it easy',
    stage: 'bands',
    view: { layout: 'slider', a: 'input', b: 'rebuild' },
    drawer: 'claim-coefficients',
    look: (actions) => actions.setRebuildStep(7),
    say: (n) =>
      `With bands, says the paper, a small encoder is enough.${n && known(n.kept.half) ? ` A quarter of the values, the picture at half size, already has ${percent(n.kept.half, 1)} of the energy.` : ''}`,
    tryThis: 'Count the coefficients: how few keep what you see?',
    more: [
      'The picture shows the bands down to level 2; the drawer Add one band at a time adds the rest. A coefficient is one value of a band.',
      'In the paper the encoder of LiteVAE-B has 6.75 million weights in place of 34.16 million, with results as good. A plain encoder cut to that size does worse (table 2b).',
      'It is not all gain: the largest LiteVAE models have as many weights as the encoder of Stable Diffusion, and are slower.',
    ],
    section: 'section 4.1, table 2',
  },
  {
    title: 'Second claim: balanced features',
    stage: 'recon',
    view: { layout: 'slider', a: 'input', b: 'recon' },
    drawer: 'claim-norms',
    say: () =>
      'The usual normalisation lets some maps in a decoder grow too bright, says the paper. LiteVAE scales filters instead: self-modulated convolution.',
    tryThis: 'Run the five decoders of the drawer on your picture.',
    more: [
      'A map is what one filter of a layer makes of the picture; normalisation brings the maps of a layer to one scale, whatever they were.',
      'The paper finds slightly better pictures with it: 29.32 dB in place of 29.24 (table 4), and no bright spots in the maps (figure 3).',
      normFindings(),
    ],
    section: 'section 4.2, table 4',
  },
  {
    title: 'Third claim: learn it small',
    stage: 'recon',
    view: { layout: 'slider', a: 'input', b: 'recon' },
    drawer: 'claim-resolution',
    say: (n) =>
      `Most of the training can run on small pictures, which is cheap; a short last part on larger ones completes it.${n && n.psnr !== null && known(n.psnr) ? ` Your picture, at ${size(n.width, n.height)}, has ${decibels(n.psnr)}.` : ''}`,
    tryThis: `Run it at ${SMALL} pixels. Better or worse?`,
    act: {
      text: `Run at ${SMALL} px`,
      run: (actions) => actions.set({ maxSide: SMALL }),
    },
    more: [
      'In the paper, 100,000 steps at 128 pixels and 50,000 at 256 give 26.22 dB; all 150,000 at 256 give 26.10 dB, and take more than twice as long (table 5).',
      resolutionFindings(),
      'A small copy of a picture has more edges for each pixel, so the same model often has a lower PSNR there.',
    ],
    section: 'section 5, table 5',
  },
  {
    title: 'What the eye sees',
    stage: 'recon',
    view: { layout: 'slider', a: 'codec', b: 'recon' },
    drawer: 'rate',
    look: (actions) => actions.setCodec({ format: 'jpeg', quality: 'equal' }),
    say: (n) =>
      `PSNR counts errors; SSIM${n && n.ssim !== null && known(n.ssim) ? `, here ${number(n.ssim, 3)},` : ''} and FLIP ask what an eye sees. They can disagree. Left: a JPEG of as many bits as the latent.`,
    tryThis: 'Use fewer bits. Which one would you rather have?',
    act: {
      text: `Use ${FEW_BITS} bits a number`,
      run: (actions) => actions.set({ latent: { bits: FEW_BITS } }),
    },
    more: [
      'The JPEG at the left has the bits of the latent: 32 for each number at first, which is far more than it needs. With fewer, both begin to show what they lose.',
      'A model can be trained for few errors or for sharp looks, and what wins in one loses a little in the other. Training with a critic, a network that judges looks, gives sharper pictures at a lower PSNR.',
      'This page has one model for daily use, trained without a critic. Two models, one for each aim, are not here yet; so JPEG and the two kinds of measures stand in for them.',
    ],
    section: 'section 6, table 10',
  },
  {
    title: 'Questions to try',
    stage: 'recon',
    view: { layout: 'slider', a: 'input', b: 'recon' },
    drawer: 'quality',
    say: () => 'That was the way. A question below ends the tour and goes there.',
    tryThis: 'Open a face, some text or a drawing of your own.',
    questions: [
      { text: 'Which band can the picture not do without?', stage: 'bands', drawer: 'leave-one-out' },
      { text: 'How far does one number of the latent reach?', stage: 'latent', drawer: 'probe' },
      { text: 'How few bits can the latent have?', stage: 'recon', drawer: 'rate' },
      { text: 'What lies between two pictures?', stage: 'latent', drawer: 'interpolate' },
      { text: 'What does each layer hold?', stage: 'encoder', drawer: 'layers' },
    ],
    more: [
      'Press Ctrl K for everything that the page can do, by name. The tour is there, too, whenever you want it again.',
    ],
    section: 'section 5',
  },
];

/** How long the shown run was in one network; nothing of a stored result, whose times are those of another device. */
function took(n: TourNumbers | null, network: 'encoder' | 'decoder'): string {
  const ms = n?.[network].ms;
  return known(ms) ? ` It took ${milliseconds(ms)} here.` : '';
}
