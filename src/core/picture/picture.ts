import type { GivenLatent } from './given-latent';
import type { PixelFacts } from './pixel-facts';

/** Pictures on their way to the network, as plain data. */

/** What was done to a file before the network saw it; each is said on the page. */
export interface PictureNote {
  readonly code:
    | 'scaled'
    | 'cropped'
    | 'padded'
    | 'oriented'
    | 'alpha'
    | 'animated'
    | 'deep'
    | 'converted'
    | 'cmyk'
    | 'gray'
    | 'palette'
    | 'vector'
    | 'altered'
    | 'turn-unknown'
    | 'unknown'
    | 'unconverted'
    | 'hdr'
    | 'gain-map'
    | 'latent';
  readonly text: string;
}

export interface PictureInfo {
  readonly name: string;
  /** 'PNG', 'JPEG', ... as read from the bytes, not from the name. */
  readonly format: string;
  readonly fileBytes: number;
  /** Size as stored in the file, after orientation. */
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  readonly width: number;
  readonly height: number;
  readonly paddedWidth: number;
  readonly paddedHeight: number;
  readonly notes: readonly PictureNote[];
  readonly decodeMs: number;
  /** The latent that its runs begin at, and the name of the picture of the same size that they are compared with; absent where it is encoded. */
  readonly latent?: Pick<GivenLatent, 'dims' | 'units'> & { readonly beside: string | null };
  /** How its pixels were read; absent in what the build stored. */
  readonly reading?: PixelFacts;
}

/** A file, or a bitmap that the page drew from one (SVG) or took from the camera; or a latent. */
export interface PictureSource {
  /** Null only with a latent that has no picture beside it. */
  readonly data: Blob | ImageBitmap | null;
  /** What a run begins at: the picture is not encoded then, only compared with. */
  readonly latent?: GivenLatent;
  readonly name: string;
  /** What a bitmap was made from, and the size of that file; files tell both themselves. */
  readonly madeFrom?: { readonly format: string; readonly bytes: number };
  /** The most pixels along the longer side of a frame, whatever `maxSide` allows. */
  readonly side?: number;
}
