import type { Level, Orientation } from '../core/math/bands';
import type { CodecLook } from '../core/metrics/codec';
import type { AmountPalette, SignedPalette } from '../core/view/palette-names';
import type { LayerRef } from '../core/model/graph-layers';
import type { BandLook, ColourChoice, LatentTensor, LayerOrder } from '../core/view/view';

/** How views are drawn: the choices that the table of views reads. */
export interface Looks {
  /** How many bands, largest scale first, are added up in the view 'rebuild': 1 to 10. */
  readonly rebuildStep: number;
  /** The file that the source 'codec' shows. */
  readonly codec: CodecLook;
  readonly maps: { readonly signed: SignedPalette; readonly amount: AmountPalette };
  /** Hatches values beyond the ends of a map. */
  readonly clip: boolean;
  readonly bands: BandLook & {
    readonly arrangement: 'pyramid' | 'grid';
    readonly raw: boolean;
    /** Values nearer to zero are drawn as zero. */
    readonly floor: number;
    readonly level: Level;
    readonly orientation: Orientation;
  };
  readonly latent: {
    readonly tensor: LatentTensor;
    readonly scale: 'shared' | 'channel';
    readonly gain: number;
    readonly floor: number;
    readonly channel: number;
  };
  /** The layer of a network that is looked at; `tensor` is '' before one is chosen. */
  readonly layer: LayerRef & {
    readonly order: LayerOrder;
    readonly page: number;
    readonly scale: 'shared' | 'channel';
    readonly gain: number;
    readonly channel: number;
  };
  readonly error: {
    readonly mode: 'signed' | 'absolute' | 'squared';
    readonly colour: ColourChoice;
    readonly gain: number;
    readonly floor: number;
  };
}
