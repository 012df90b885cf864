import type { PALETTES } from '../core/view/palette-names';
import type { ViewRequest } from '../core/view/view';
import type { Looks } from './looks';

/** What sentences about a view may name, written as people read it. */
export interface ViewWords {
  /** Name of the picture, and its size and padded size in pixels. */
  readonly name: string;
  readonly shape: string;
  readonly padded: string;
  /** The latent: how many channels, how many values each, and the block of pixels that a value stands for. */
  readonly channels: string;
  readonly cells: string;
  readonly block: string;
  readonly psnr: string;
  readonly edited: boolean;
  /** Whether the model has a posterior with a spread. */
  readonly hasVariance: boolean;
  /** Mean and largest error, of 255. */
  readonly mean: string;
  readonly largest: string;
}

/** The looks that have a scale or a gain. */
export type Scaled = Pick<Looks, 'bands' | 'latent' | 'layer' | 'error'>;

/** Choices in the head of the viewer. */
export type Look = 'bands' | 'latent' | 'error' | 'difference' | 'gain' | 'kl';

/** A row of the table of views. */
export interface ViewDescription {
  readonly title: string;
  /** What the worker is asked to draw, without palette, floor and clip warning. */
  readonly request: (looks: Looks) => ViewRequest;
  /** The palette, and the floor where values near zero may be hidden. Without it the view has colours of its own. */
  readonly tone?: (looks: Looks) => { readonly map: keyof typeof PALETTES; readonly floor?: number } | 'clip alone';
  /** What its pixels stand for: pixels of the picture, of the padded one, latent cells, values of a band, or a sheet of many. */
  readonly extent: 'picture' | 'padded' | 'cells' | 'band' | 'sheet';
  /** Whether edits change it, so that it is also there without them. */
  readonly hasBefore?: true;
  readonly look?: Look;
  /** What its values count; plain numbers without it. */
  readonly unit?: 'levels' | 'nats';
  readonly scale?: (looks: Scaled) => 'shared' | 'level' | 'band' | 'channel' | 'own';
  readonly gain?: (looks: Scaled) => number;
  /** What it is called in the name of a file; its id without this. */
  readonly file?: (looks: Looks) => string;
  /** A sentence for those who do not see it: what it is, its numbers, and where all of them stand. */
  readonly sentence: (words: ViewWords) => string;
}
