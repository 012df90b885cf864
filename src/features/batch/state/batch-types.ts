import type { StoreApi } from 'zustand/vanilla';
import type { PixelFacts } from '../../../core/picture/pixel-facts';
import type { RunSummary } from '../../../core/protocol';
import type { Settings } from '../../../core/settings/settings';
import type { BatchFormat } from './batch-latents';
import type { GivenFile } from '../../../state/given-files';

/** What a batch says of itself, and what can be asked of it. */

export type BatchNumbers = Pick<
  RunSummary,
  | 'psnr'
  | 'ssim'
  | 'mse'
  | 'meanAbsolute'
  | 'maxAbsolute'
  | 'width'
  | 'height'
  | 'compression'
  | 'totalMs'
  | 'model'
  | 'backend'
> & {
  /** How its pixels were read; absent where nothing tells. */
  readonly reading?: PixelFacts;
  /** Bits a pixel after an ideal entropy coder; null where the latent is float32. */
  readonly estimated: number | null;
  /** Null where it was not measured. */
  readonly stLpips: number | null;
};

export interface BatchRow {
  /** The place in which it was given, from 0. */
  readonly id: number;
  /** Name of the file, with its folders; equal names of one batch are told apart. */
  readonly name: string;
  readonly status: 'waiting' | 'running' | 'done' | 'failed';
  /** Why it failed, as a sentence; '' otherwise. */
  readonly why: string;
  /** Null until it is done. */
  readonly numbers: BatchNumbers | null;
  /** Addresses of small pictures, for as long as the row is there; null where none could be drawn. */
  readonly thumbnails: { readonly original: string; readonly reconstruction: string } | null;
  /** Size of the reconstruction as a PNG. */
  readonly pngBytes: number;
}

export interface BatchState {
  /** The pictures, in the order in which they were given. */
  readonly rows: readonly BatchRow[];
  readonly running: boolean;
  /** How many were given beyond the limit. */
  readonly leftOut: number;
  /** Those at the start; null without rows. */
  readonly settings: Settings | null;
  /** Mean time that a picture took, of those since the queue began to go; null before the first. */
  readonly msEach: number | null;
  /** The row that was chosen last, and the version of the shown picture that is its. */
  readonly chosen: { readonly id: number; readonly picture: number } | null;
  /** How many reconstructions are in the archive that is being made; null while none is. */
  readonly packed: number | null;
}

/** Many pictures, one after another, beside what is shown. */
export interface Batch {
  readonly store: StoreApi<BatchState>;
  /** Takes the place of the batch before; one that still runs stays. Resolves when the queue stands still. @param settings those of the page where left out */
  start(files: readonly GivenFile[], settings?: Settings): Promise<void>;
  /** What is done stays; what waits can go on later. */
  stop(): void;
  /** Goes on with what waits. */
  resume(): Promise<void>;
  /** Puts what failed, or one of it, back into the queue. */
  retry(id?: number): Promise<void>;
  /** The same pictures with the present settings. */
  again(): Promise<void>;
  /** The same pictures with the settings of the batch, but no edits; those of the page stay. What runs is stopped. */
  withoutEdits(): Promise<void>;
  /** Opens the picture of a row as the shown one. */
  choose(id: number): Promise<void>;
  /** The sheet comes to the front, or makes room for the viewer. */
  open(): void;
  aside(): void;
  /** Frees everything and closes the sheet. */
  clear(): void;
  /** The reconstructions of all rows that are done as a ZIP of PNG files. @throws ErrorInfo 'aborted' after stopPacking() */
  pack(): Promise<Blob>;
  /**
   * The latents of all rows that are done as one tensor [B,C,h,w], in the order of the rows. Their pictures are run again.
   * @throws ErrorInfo 'aborted' after stopPacking(), 'bad-setting' where their shapes differ
   */
  latents(format: BatchFormat): Promise<Blob>;
  stopPacking(): void;
}
