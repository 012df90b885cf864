/** What computes. */
export type BackendKind = 'webgpu' | 'wasm';

/** The arithmetic of the networks. */
export type Precision = 'fp32' | 'fp16';
