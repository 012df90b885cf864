import type { Colour, Level, Orientation } from '../math/bands';
import type { CodecLook } from '../metrics/codec';
import type { LayerRef } from '../model/layer-ref';
import type { ColourMap, PaletteName } from './palette-names';
import type { DerivedName, TensorName } from '../tensor';
import type { Slot } from '../slots';

/** What the page asks the worker to draw, of the shown result or of one beside it. Each view is a picture whose pixels are tensor values through a map. */
export type ViewRequest = Shown & Tone & { readonly slot?: Slot };

/** What is drawn from tensors. */
export type DrawnRequest = Exclude<ViewRequest, { kind: 'codec' | 'largest' }>;

type Shown =
  | { readonly kind: 'picture'; readonly tensor: 'input' | 'reconstruction' }
  | { readonly kind: 'padded' }
  /** The input through JPEG or WebP; no tensor. 'equal' is the quality whose bits are nearest to those of the shown latent. */
  | ({ readonly kind: 'codec' } & CodecLook)
  /** The picture of the first bands before edits, largest scale first; step 1 to 10 is their number. */
  | { readonly kind: 'rebuild'; readonly step: number }
  /** The open picture made of so many of its largest Haar coefficients; no tensor. */
  | { readonly kind: 'largest'; readonly count: number }
  | ({ readonly kind: 'pyramid'; readonly raw: boolean } & BandLook)
  | ({
      readonly kind: 'band';
      readonly level: Level;
      readonly orientation: Orientation;
      readonly raw: boolean;
    } & BandLook)
  | ({ readonly kind: 'band-grid'; readonly level: Level; readonly raw: boolean } & BandLook)
  | {
      readonly kind: 'latent-grid';
      readonly tensor: LatentTensor;
      readonly scale: 'shared' | 'channel';
      readonly gain: number;
    }
  | { readonly kind: 'latent-channel'; readonly tensor: LatentTensor; readonly channel: number; readonly gain: number }
  | { readonly kind: 'latent-pca' }
  /** Channels of a layer of a network, a page of them (0, 1, 2 and so on) at a time. */
  | ({
      readonly kind: 'layer-grid';
      readonly order: LayerOrder;
      readonly page: number;
      readonly scale: 'shared' | 'channel';
      readonly gain: number;
    } & LayerRef)
  | ({ readonly kind: 'layer-channel'; readonly channel: number; readonly gain: number } & LayerRef)
  | {
      readonly kind: 'error';
      readonly mode: 'signed' | 'absolute' | 'squared';
      readonly colour: ColourChoice;
      readonly gain: number;
    }
  /** The reconstruction of `slot` minus that of `against`, which has the same size; scaled by its own values. */
  | {
      readonly kind: 'difference';
      readonly against: Slot;
      readonly mode: 'signed' | 'absolute' | 'squared';
      readonly colour: ColourChoice;
      readonly gain: number;
    }
  /** How far each pixel spreads over samples of the posterior; only in slot 'samples'. */
  | { readonly kind: 'sample-spread'; readonly gain: number }
  | { readonly kind: 'metric-map'; readonly map: MetricMap; readonly gain: number };

/** Channels by their root mean square, the largest first, or as the network has them. */
export type LayerOrder = 'strongest' | 'network';

/** How mapped values are drawn; what is absent is the default. Pictures in their own colours only know `reduce`. */
export interface Tone {
  /** Taken where it fits the kind of map. */
  readonly palette?: PaletteName;
  /** Values nearer to zero than this are drawn as zero; log-variance and sigma have no such zero. */
  readonly floor?: number;
  /** Hatches values beyond the ends of the map. */
  readonly clip?: boolean;
  /**
   * Draws blocks of reduce x reduce values as one pixel: for signed maps the value farthest from zero, so that thin
   * edges survive; for others the mean. A power of two.
   */
  readonly reduce?: number;
}

/** 1 - SSIM, FLIP and ST-LPIPS of each pixel, and the divergence of the posterior from N(0, 1) at each position. */
export type MetricMap = 'ssim' | 'flip' | 'st-lpips' | 'kl';
/** The picture [1,3,h,w] of the first 1 to 10 bands: made when it is drawn, and not kept. */
export type RebuildName = `rebuild.${number}`;

export type LatentTensor = 'mean' | 'logvar' | 'sigma' | 'latent';
/** 'RGB' shows the mean of the three through a signed map for details, and the colours themselves for pictures. */
export type ColourChoice = 'RGB' | Colour;

export interface BandLook {
  readonly colour: ColourChoice;
  /** Which values share the ends of the colour map: all, those of a level, or each band its own. */
  readonly scale: 'shared' | 'level' | 'band';
  /** Factor on detail values before the map; A is never amplified. */
  readonly gain: number;
}

/**
 * One rectangle of a view. Each of the rows is a weighted sum over the tensor's channels, plus its offset;
 * `transform` is applied to each, then [low, high] goes to the ends of the map.
 */
export interface Draw {
  readonly tensor: TensorName | DerivedName | RebuildName | 'error' | 'difference';
  /** [1 or 3][channels] weights. */
  readonly rows: readonly (readonly number[])[];
  /** One a row; 0 where it is absent. */
  readonly offsets?: readonly number[];
  readonly transform: 'none' | 'absolute' | 'square' | 'exp-half';
  readonly map: ColourMap;
  /** The default of the map where it is absent. */
  readonly palette?: PaletteName;
  readonly low: number;
  readonly high: number;
  /** The floor of Tone, applied to each row before the transform. */
  readonly floor?: number;
  readonly clip?: boolean;
  /** Values along each side of a pixel; 1 where it is absent. */
  readonly step?: number;
  /**
   * The place of the rectangle, in pixels of the view; one pixel of the view is one value of the tensor (from its top left), or
   * one block of them. Beyond the tensor its last column and row repeat.
   */
  readonly rect: Rect;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is printed beside a rectangle: its name, and which values the ends of the map stand for. */
export interface Legend {
  readonly label: string;
  readonly map: ColourMap;
  readonly palette?: PaletteName;
  readonly low: number;
  readonly high: number;
  /** Drawn as zero below this; absent for 0. */
  readonly floor?: number;
  /** Whether values beyond the ends are hatched. */
  readonly clip?: boolean;
  /** Every value is zero, so that the ends stand for nothing. */
  readonly zero?: true;
  /** The ends are squares of the values. */
  readonly squared?: boolean;
  /** Red, green and blue of latent colours as weighted sums over the channels, as in Draw. */
  readonly rows?: readonly (readonly number[])[];
  readonly offsets?: readonly number[];
  /** Share of the latent's variance in this picture along each direction that is shown, 0..1 (latent colours only). */
  readonly shares?: readonly number[];
  readonly rect: Rect;
}

/** A whole view: its size in pixels, and the rectangles that fill it. Gaps stay transparent. */
export interface ViewPlan {
  readonly width: number;
  readonly height: number;
  readonly draws: readonly Draw[];
  readonly legends: readonly Legend[];
}
