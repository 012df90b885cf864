/** Made by config/ort-wasm.ts: where each gzipped WebAssembly build of onnxruntime-web lies. */
declare module 'virtual:ort-wasm' {
  interface PackedWasm {
    readonly url: string;
    readonly bytes: number;
    readonly sha256: string;
  }
  export const ORT_WASM: Readonly<Record<'jspi' | 'asyncify', PackedWasm>>;
}
