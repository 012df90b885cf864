import type { BackendKind } from './backend-kind';
import type { HalfState } from './model/precision';
import type { PixelFacts } from './picture/pixel-facts';

export interface BackendInfo {
  readonly backend: BackendKind;
  /** The GPU as the browser names it, or the CPU with its number of wasm threads. */
  readonly adapter: string;
  readonly software: boolean;
  /** Bytes that one buffer may have on this GPU; on the CPU, those that the memory of onnxruntime may have. */
  readonly largestBuffer?: number;
  readonly model: string;
  /** Version and build of onnxruntime-web, such as '1.30.0 jspi'. */
  readonly ort: string;
  readonly threads: number;
  /** Arithmetic of the networks, and how weights are stored. The first word is 'fp32' or 'fp16'. */
  readonly precision: string;
  /** Why this arithmetic, as a sentence. */
  readonly precisionReason: string;
  /** What is known of fp16 with this model here. */
  readonly half: HalfState;
  /** How pixels of pictures are read here, and whether they are true. */
  readonly pixels: PixelFacts;
  /** Why nothing better runs; absent when the best one does. */
  readonly reason?: string;
}
