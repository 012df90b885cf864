/** What the worker holds at this moment, whoever made it; the same after every run of the same picture. */
export interface Resources {
  /** Buffers and textures on the device, those of onnxruntime included; 0 on the CPU. */
  readonly gpuBytes: number;
  readonly gpuBuffers: number;
  readonly gpuTextures: number;
  /** Networks that are loaded: two a model. */
  readonly sessions: number;
  /** Memory of onnxruntime's WebAssembly, on either backend. It only grows, until its worker ends. */
  readonly heapBytes: number;
}
